import assert from "node:assert/strict";
import {
  asText,
  bench,
  brief,
  DATAFLOW,
  dataset,
  DOMAIN,
  JOB,
  PLAIN,
  refused,
  SCHEDULE,
  STAMP,
  stopAll,
} from "./support";

describe("simulator: changes by hand", () => {
  afterEach(stopAll);

  it("create, change and delete objects, as the console user or another", async () => {
    const { admin, call } = await bench();
    assert.equal((await admin("POST", "objects/domains", DOMAIN)).status, 200);
    const made = await admin("POST", "objects/datasets/my-id?user=ann", dataset("sales", { Extra: 1 }));
    assert.deepEqual([made.status, made.body.id, made.body.collection], [200, "my-id", "datasets"]);
    assert.equal((await call("GET", "/datasets/my-id")).body.CreatedBy, "ann");
    const change = { FileType: "tsv", DatasetSchema: [{ name: "a", type: "int" }], Extra: null };
    assert.equal((await admin("PATCH", "objects/datasets/my-id", change)).status, 200);
    const { FileType, DatasetSchema, Extra, LastModifiedBy } = (await call("GET", "/datasets/my-id")).body;
    assert.deepEqual(
      [FileType, DatasetSchema, Extra, LastModifiedBy],
      ["Tsv", change.DatasetSchema, undefined, "console-user"],
    );
    assert.deepEqual(
      brief(await admin("DELETE", "objects/domains/states")),
      refused("GE-1034", "Domain states cannot be deleted, Dataset states.sales uses it."),
    );
    assert.deepEqual(brief(await admin("DELETE", "objects/datasets/my-id")), { status: 200, body: {} });
    assert.equal((await call("GET", "/datasets/my-id")).status, 400);
  });

  it("replace all grants of an object", async () => {
    const { admin, call } = await bench({ reorder: false, changeCase: false });
    await admin("POST", "objects/domains", DOMAIN);
    const grant = (Grantee: string) => ({ AccessType: "owner", GranteeType: "user", Grantee });
    for (const Grants of [[grant("ann"), grant("bob")], [grant("bob")], []]) {
      const { status, body } = await admin("PATCH", "objects/domains/states", { Grants, DisplayName: "S" });
      assert.deepEqual([status, body.grants], [200, Grants]);
      assert.deepEqual((await call("GET", "/domains/states/share")).body, { Grants });
    }
    const live = (await call("GET", "/domains/states")).body;
    assert.deepEqual([live.DisplayName, live.Grants], ["S", undefined]);
    assert.deepEqual(
      brief(await admin("PATCH", "objects/domains/states", { Grants: [{ ...grant("x"), GranteeType: "tag" }] })),
      refused("IPV-1002", "Invalid TagKey#TagValue - x, resource not found."),
    );
  });

  it("create, change and delete dataflows, which name their datasource", async () => {
    const { admin, call, make } = await bench(PLAIN);
    const DatasourceId = await make("datasources", { DatasourceName: "db", DatasourceType: "jdbc" });
    assert.deepEqual(
      brief(await admin("POST", "objects/dataflows", DATAFLOW)),
      refused("IPV-1001", "Missing DatasourceId."),
    );
    assert.equal((await admin("POST", "objects/dataflows/my-id", { ...DATAFLOW, DatasourceId })).status, 200);
    assert.equal((await admin("PATCH", "objects/dataflows/my-id", { DataFormat: "csv" })).status, 200);
    assert.equal((await call("GET", `/datasources/${DatasourceId}/dataflows/my-id`)).body.DataFormat, "csv");
    assert.equal((await admin("DELETE", "objects/dataflows/my-id")).status, 200);
  });

  it("are checked for properties that depend on each other", async () => {
    const { admin, make } = await bench();
    await make("parameters", { ParameterKey: "p", ParameterType: "StringList", ParameterValue: ["a"] });
    assert.deepEqual(
      brief(await admin("PATCH", "objects/parameters/p", { ParameterType: "SecureString" })),
      refused("IPV-1001", "Invalid ParameterValue, expected string."),
    );
    const id = await make("schedules", SCHEDULE);
    assert.deepEqual(
      brief(await admin("PATCH", `objects/schedules/${id}`, { ScheduleExpression: null })),
      refused("IPV-1001", "Missing ScheduleExpression."),
    );
  });

  it("change a job's access immediately", async () => {
    const { admin, call, make } = await bench({ reorder: false });
    const job = await make("jobs", JOB);
    const change = { Description: "d", ParameterAccess: ["p"] };
    assert.equal((await admin("PATCH", `objects/jobs/${job}`, change)).status, 200);
    const access = (await call("GET", `/jobs/${job}/resourceaccess`)).body;
    assert.deepEqual([access.ParameterAccess, access.Status], [["p"], "updated"]);
    const live = (await call("GET", `/jobs/${job}`)).body;
    assert.deepEqual([live.Description, live.ParameterAccess, live.LastModified], ["d", undefined, STAMP]);
  });

  it("follow the other rules of the API, such as unique names", async () => {
    const { admin } = await bench();
    await admin("POST", "objects/domains", DOMAIN);
    assert.deepEqual(
      brief(await admin("POST", "objects/domains", DOMAIN)),
      refused("IPV-1018", "DomainName states is not unique."),
    );
    assert.deepEqual(
      brief(await admin("PATCH", "objects/domains/states", { DomainName: "other" })),
      refused("IPV-1001", "Invalid DomainName, it is the id."),
    );
    assert.deepEqual(
      brief(await admin("PATCH", "objects/domains/states", { DomainName: null })),
      refused("IPV-1001", "Missing DomainName."),
    );
    assert.deepEqual(
      brief(await admin("DELETE", "objects/jobs/x")),
      refused("IPV-1002", "Invalid Id - x, resource not found."),
    );
    const { status, body } = await admin("POST", "objects/reports", {});
    assert.equal(status, 404);
    assert.match(asText(body.message), /^no collection reports; there are domains, datasets/);
  });
});
