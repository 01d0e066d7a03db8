import assert from "node:assert/strict";
import { fingerprint } from "../../simulator";
import { asText, bench, DATAFLOW, dataset, DOMAIN, JOB, PARAMETER, SCHEDULE, send, SOURCE, stopAll } from "./support";

describe("simulator: log", () => {
  afterEach(stopAll);

  it("records for each call who did what to which object", async () => {
    const { call, simulator } = await bench();
    await call("POST", "/domains", DOMAIN);
    await call("GET", "/domains/states?x=1", undefined, { Authorization: simulator.tokenFor("ann") });
    await call("GET", "/domains/states", undefined, { Authorization: "bad" });
    await call("GET", "/nothing");
    const time = "2030-01-01T00:00:00.000Z";
    const known = { type: "Domain", id: "states" };
    assert.deepEqual(simulator.log, [
      { seq: 1, time, method: "POST", path: "/domains", status: 200, ...known, userId: "service-user", body: DOMAIN },
      { seq: 2, time, method: "GET", path: "/domains/states", query: "x=1", status: 200, ...known, userId: "ann" },
      { seq: 3, time, method: "GET", path: "/domains/states", status: 401, ...known },
      { seq: 4, time, method: "GET", path: "/nothing", status: 403 },
    ]);
    simulator.clearLog();
    await call("GET", "/domains");
    assert.deepEqual(
      simulator.log.map(({ seq }) => seq),
      [5],
    );
  });

  it("contains the id of a created object, and none for a rejected create", async () => {
    const { call, make, simulator } = await bench();
    const id = await make("jobs", JOB);
    await call("POST", "/jobs", JOB);
    assert.deepEqual(
      simulator.log.map((entry) => [entry.status, entry.id]),
      [
        [200, id],
        [400, undefined],
      ],
    );
  });

  it("never contains a secret, wherever it is in the request", async () => {
    const secret = "hunter2-very-secret";
    const { call, simulator } = await bench();
    await call("POST", "/domains", DOMAIN);
    const config = {
      Username: secret,
      Password: secret,
      JdbcURL: `jdbc:x;password=${secret}`,
      Nested: [{ a: secret }],
    };
    await call("POST", "/datasources", { DatasourceName: "db", DatasourceType: "jdbc", DatasourceConfig: config });
    await call("POST", "/datasources", { DatasourceName: "db", DatasourceConfig: config });
    await call("POST", "/jobs", { ...JOB, DefaultArguments: { "--arg": secret, "--pin": 4711 }, NewField: secret });
    await call(
      "POST",
      "/datasets",
      dataset("sales", { MalwareDetectionOptions: { ApiToken: secret }, Extra: [secret] }),
    );
    await call("POST", "/domains", JSON.stringify([secret]));
    await call("POST", "/domains", `{"Password": "${secret}`);
    await call("GET", "/domains", undefined, { Authorization: secret });
    assert.equal(simulator.log.length, 8);
    const text = JSON.stringify(simulator.log);
    assert.ok(!text.includes(secret) && !text.includes("4711") && !text.includes(simulator.token));

    assert.equal(fingerprint("abc"), "sha256:ba7816bf8f01");
    const [, source, , job] = simulator.log;
    assert.deepEqual(source?.body, {
      DatasourceName: "db",
      DatasourceType: "jdbc",
      DatasourceConfig: {
        Username: fingerprint(secret),
        Password: fingerprint(secret),
        JdbcURL: fingerprint(`jdbc:x;password=${secret}`),
        Nested: [{ a: fingerprint(secret) }],
      },
    });
    assert.deepEqual(job?.body, {
      ...JOB,
      DefaultArguments: { "--arg": fingerprint(secret), "--pin": fingerprint("4711") },
      NewField: fingerprint(secret),
    });
  });

  it("never contains values of parameters, arguments, dataflow configurations or extra keys of grants", async () => {
    const secret = "hunter2-very-secret";
    const { call, make, simulator } = await bench();
    const hidden = fingerprint(secret);
    await call("POST", "/parameters", { ...PARAMETER, ParameterValue: secret });
    await call("POST", "/parameters", { ...PARAMETER, ParameterType: "StringList", ParameterValue: [secret] });
    await call("PUT", "/parameters/region", { ParameterValue: secret, ParameterDescription: "d" });
    await call("POST", "/schedules", { ...SCHEDULE, Arguments: { a: secret } });
    const source = await make("datasources", SOURCE);
    const flow = { ...DATAFLOW, DatasetDetails: [{ TableName: "t" }] };
    await call("POST", `/datasources/${source}/dataflows`, { ...flow, DataflowConfig: { Extra: secret } });
    const grant = { AccessType: "editor", GranteeType: "user", Grantee: "ann" };
    await call("POST", "/parameters/region/share", { Grants: [{ ...grant, Reason: secret }, secret], Other: secret });
    await call("POST", "/tags", { TagKey: "a", TagValue: "b", Grants: [{ Grantee: secret }] });
    assert.deepEqual(
      simulator.log.map(({ type, body }) => [type, body]),
      [
        ["Parameter", { ...PARAMETER, ParameterValue: hidden }],
        ["Parameter", { ...PARAMETER, ParameterType: "StringList", ParameterValue: [hidden] }],
        ["Parameter", { ParameterValue: hidden, ParameterDescription: "d" }],
        ["Schedule", { ...SCHEDULE, Arguments: { a: hidden } }],
        ["Datasource", SOURCE],
        ["Dataflow", { ...flow, DataflowConfig: { Extra: hidden } }],
        ["Parameter", { Grants: [{ ...grant, Reason: hidden }, hidden], Other: hidden }],
        ["Tag", { TagKey: "a", TagValue: "b", Grants: [{ Grantee: hidden }] }],
      ],
    );
  });

  it("shows the digest and size of an upload, but not its link", async () => {
    const { call, make, simulator } = await bench();
    const id = await make("jobs", JOB);
    const link = new URL(asText((await call("POST", `/jobs/${id}/script`, { FileName: "a.py" })).body.UploadLink));
    await send("PUT", link.href, "abc", {});
    const { path, body, type, id: logged } = simulator.log.at(-1) ?? {};
    const secret = link.pathname.split("/")[2] ?? "";
    assert.equal(path, `/_uploads/${fingerprint(secret)}/a.py`);
    const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert.deepEqual({ type, logged, body }, { type: "Job", logged: id, body: { sha256, size: 3 } });
    assert.ok(!JSON.stringify(simulator.log).includes(secret));
  });
});
