import assert from "node:assert/strict";
import { startSimulator, type Facts, type JsonObject } from "../../simulator";
import { asText, bench, brief, DATAFLOW, dataset, DOMAIN, JOB, PLAIN, refused, send, SOURCE, STAMP } from "./support";
import { stopAll } from "./support";

const UNKNOWN = { status: 403, body: { message: "Missing Authentication Token" } };
const SERVER = { CreatedBy: "service-user", CreationTime: STAMP, LastModifiedBy: "service-user", LastModified: STAMP };

describe("simulator: different facts", () => {
  afterEach(stopAll);

  const withFacts = (facts: Facts) => bench(PLAIN, { facts });

  it("can rename a collection, also for what is below it; the standard one no longer exists", async () => {
    const { call, make } = await withFacts({
      Datasource: { collection: "v2/connections" },
      Dataflow: { collection: "flows" },
    });
    const source = await make("v2/connections", SOURCE);
    assert.deepEqual(brief(await call("GET", `/datasources/${source}`)), UNKNOWN);
    assert.deepEqual(brief(await call("POST", "/datasources", SOURCE)), UNKNOWN);
    const flow = await make(`v2/connections/${source}/flows`, DATAFLOW);
    const { body } = await call("GET", `/v2/connections/${source}/flows/${flow}`);
    assert.deepEqual(body, { DataflowId: flow, DatasourceId: source, ...DATAFLOW, ...SERVER });
    assert.equal((await call("GET", `/v2/connections/${source}/share`)).status, 200);
    assert.equal((await call("GET", "/domains")).status, 200);
  });

  it("can rename the key of lists", async () => {
    const { call } = await withFacts({ Domain: { listKey: "items" } });
    await call("POST", "/domains", DOMAIN);
    assert.deepEqual((await call("GET", "/domains")).body, { items: [{ ...DOMAIN, ...SERVER }] });
    assert.deepEqual((await call("GET", "/tags")).body, { tags: [] });
  });

  it("can rename the key of a generated id", async () => {
    const { call } = await withFacts({ Job: { idKey: "JobId" } });
    const created = (await call("POST", "/jobs", JOB)).body;
    const { JobId } = created;
    assert.deepEqual(created, { Message: "Job created successfully.", JobId });
    const live = (await call("GET", `/jobs/${String(JobId)}`)).body;
    assert.deepEqual([live.JobId, "Id" in live], [JobId, false]);
    assert.deepEqual((await call("GET", "/jobs")).body, { jobs: [live] });
    assert.deepEqual(
      brief(await call("POST", "/jobs", { ...JOB, JobId })),
      refused("IPV-1001", "Invalid key Id, it is set by Amorphic."),
    );
  });

  it("can generate an id where the caller usually chooses it", async () => {
    const { call, make, simulator } = await withFacts({ Domain: { idKey: "DomainId" } });
    const id = await make("domains", DOMAIN);
    assert.match(id, /^id-[\w-]+$/);
    const live = { ...DOMAIN, ...SERVER, DomainId: id };
    assert.deepEqual((await call("GET", `/domains/${id}`)).body, live);
    assert.deepEqual((await call("GET", "/domains")).body, { domains: [live] });
    for (const wrong of ["states", "id-", "id-x"]) {
      assert.match(asText((await call("GET", `/domains/${wrong}`)).body.Message), /^IPV-1002 - Invalid DomainName/);
    }
    assert.equal((await call("GET", "/domains/states", undefined, { Authorization: "bad" })).status, 401);
    assert.equal((await call("PUT", `/domains/${id}`, { DomainId: id, DisplayName: "S" })).status, 200);
    assert.deepEqual(simulator.store.get("domains", "states")?.properties.DomainId, undefined);
    assert.deepEqual(
      brief(await call("POST", "/domains", { DomainName: "other", DomainId: "x" })),
      refused("IPV-1001", "Invalid key DomainId, it is set by Amorphic."),
    );
    await make("datasets", dataset("sales")); // still refers to its domain by name
    assert.equal((await call("POST", `/domains/${id}/share`, { Grants: [] })).status, 200);
    assert.equal((await call("DELETE", `/domains/${id}`)).status, 400);
  });

  it("can change the method and path of calls", async () => {
    const { call, make, simulator } = await withFacts({
      Domain: {
        calls: { create: "PUT /domains/new", update: "POST /catalog/{id}/edit", delete: "POST /domains/{id}" },
      },
      Dataflow: { calls: { create: "POST /sources/{parent}/flows" } },
    });
    assert.equal((await call("PUT", "/domains/new", DOMAIN)).status, 200);
    assert.equal((await call("POST", "/catalog/states/edit", { DisplayName: "S" })).status, 200);
    assert.equal((await call("GET", "/domains/states")).body.DisplayName, "S");
    assert.deepEqual(brief(await call("POST", "/domains", DOMAIN)), UNKNOWN);
    assert.deepEqual(brief(await call("PUT", "/domains/states", {})), UNKNOWN);
    assert.equal((await call("POST", "/domains/states")).status, 200);
    const source = await make("datasources", SOURCE);
    assert.equal((await call("POST", `/sources/${source}/flows`, DATAFLOW)).status, 200);
    assert.deepEqual(
      simulator.log.slice(0, 2).map(({ method, path, type, id }) => [method, path, type, id]),
      [
        ["PUT", "/domains/new", "Domain", "states"],
        ["POST", "/catalog/states/edit", "Domain", "states"],
      ],
    );
  });

  it("match literal path segments before ids", async () => {
    const { call } = await withFacts({
      Domain: { calls: { read: "GET /all/{id}" } },
      Tag: { calls: { list: "GET /all/tags" } },
    });
    assert.deepEqual((await call("GET", "/all/tags")).body, { tags: [] });
    assert.equal((await call("GET", "/all/states")).status, 400);
  });

  it("match faults against the path that is called", async () => {
    const { call, make, simulator, clock } = await withFacts({
      Job: { calls: { requestAccess: "PUT /etl/{id}/use" } },
    });
    simulator.faults.add({ match: { method: "PUT", path: "^/etl/" }, fault: { kind: "fail-access", message: "no" } });
    const job = await make("jobs", JOB);
    assert.equal((await call("PUT", `/etl/${job}/use`, { ParameterAccess: [] })).status, 200);
    clock.now += 5;
    assert.equal((await call("GET", `/jobs/${job}/resourceaccess`)).body.Message, "no");
  });

  it("can rename keys in requests and answers; the standard ones are unknown then", async () => {
    const { call, make, simulator } = await withFacts({
      Domain: { keys: { DisplayName: "Title" } },
      Job: { keys: { UploadLink: "Url", FileName: "File", Status: "State" } },
    });
    await make("domains", { ...DOMAIN, Title: "S" });
    assert.equal(simulator.store.get("domains", "states")?.properties.DisplayName, "S");
    assert.deepEqual((await call("GET", "/domains")).body, { domains: [{ ...DOMAIN, Title: "S", ...SERVER }] });
    assert.deepEqual(
      brief(await call("PUT", "/domains/states", { DisplayName: "T" })),
      refused("IPV-1001", "Invalid key DisplayName, it is not known."),
    );
    assert.match(asText((simulator.log[0]?.body as JsonObject).Title), /^sha256:/);
    const job = await make("jobs", JOB);
    const { Url } = (await call("POST", `/jobs/${job}/script`, { File: "a.py" })).body;
    assert.equal((await send("PUT", asText(Url), "abc", {})).status, 200);
    assert.equal((await call("GET", `/jobs/${job}/resourceaccess`)).body.State, "updated");
  });

  it("can rename values in requests and answers", async () => {
    const { call, make, clock } = await withFacts({
      Dataset: {
        values: {
          RegistrationStatus: { pending: "NEW", completed: "REGISTERED" },
          TableUpdate: { append: "add" },
        },
      },
      Job: { values: { Status: { updated: "done", in_progress: "busy" } } },
    });
    await call("POST", "/domains", DOMAIN);
    const id = await make("datasets", dataset("sales", { TableUpdate: "add" }));
    const { RegistrationStatus, TableUpdate } = (await call("GET", `/datasets/${id}`)).body;
    assert.deepEqual([RegistrationStatus, TableUpdate], ["NEW", "add"]);
    await call("PUT", `/datasets/${id}`, { DatasetSchema: [{ name: "a", type: "int" }] });
    clock.now += 5;
    const [listed] = (await call("GET", "/datasets")).body.datasets as JsonObject[];
    assert.equal(listed?.RegistrationStatus, "REGISTERED");
    const job = await make("jobs", JOB);
    await call("POST", `/jobs/${job}/resourceaccess`, {});
    assert.equal((await call("GET", `/jobs/${job}/resourceaccess`)).body.Status, "busy");
    clock.now += 5;
    assert.equal((await call("GET", `/jobs/${job}/resourceaccess`)).body.Status, "done");
  });

  it("are rejected if they are unknown, invalid or ambiguous", async () => {
    for (const [facts, message] of [
      [{ Domian: {} }, /^facts: no type Domian; there are Domain, Dataset, /],
      [
        { Tag: { calls: { upload: "POST /x/{id}" } } },
        /^facts of Tag: no call upload; there are list, create, read, update, delete$/,
      ],
      [
        { Tag: { calls: { read: "GET /tags" } } },
        /^facts of Tag: call read is "<METHOD> \/<path>" with 1 ids in braces$/,
      ],
      [{ Tag: { calls: { read: "/tags/{id}" } } }, /^facts of Tag: call read is /],
      [{ Dataset: { calls: { update: "PUT /datasets/{id}" } } }, /^facts give PUT \/datasets\/\* two meanings$/],
      [{ Tag: { collection: "roles" } }, /^facts give GET \/roles two meanings$/],
      [
        { Parameter: { keys: { ParameterValue: "ParameterKey" } } },
        /^facts of Parameter: key ParameterKey has a meaning already$/,
      ],
      [{ Job: { idKey: "JobName" } }, /^facts of Job: key JobName has a meaning already$/],
    ] as [Facts, RegExp][]) {
      await assert.rejects(
        startSimulator({ facts }),
        ({ message: text }: Error) => (assert.match(text, message), true),
      );
    }
  });
});
