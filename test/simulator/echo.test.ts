import assert from "node:assert/strict";
import type { JsonObject, Settings } from "../../simulator";
import { bench, dataset, DOMAIN, JOB, PLAIN, STAMP, stopAll } from "./support";

const SERVER = { CreatedBy: "service-user", CreationTime: STAMP, LastModifiedBy: "service-user", LastModified: STAMP };

describe("simulator: answers", () => {
  afterEach(stopAll);

  async function jobWith(settings: Partial<Settings>, more: JsonObject = {}) {
    const parts = await bench({ ...PLAIN, ...settings });
    const id = await parts.make("jobs", { ...JOB, ...more });
    return { ...parts, id, read: async () => (await parts.call("GET", `/jobs/${id}`)).body };
  }

  it("contain defaults; a domain's display name defaults to its name", async () => {
    const { call } = await bench();
    await call("POST", "/domains", DOMAIN);
    const filled = { DomainName: "states", DisplayName: "states", DomainDescription: "", TenantName: "default" };
    assert.deepEqual((await call("GET", "/domains/states")).body, { ...filled, ...SERVER });
    await call("POST", "/domains", { DomainName: "own", DisplayName: "Own", DomainDescription: "d", TenantName: "t" });
    assert.equal((await call("GET", "/domains/own")).body.DisplayName, "Own");
  });

  it("contain defaults for every type", async () => {
    const { call, make } = await bench({ ...PLAIN, defaults: true });
    await call("POST", "/domains", DOMAIN);
    const id = await make("datasets", dataset("sales"));
    assert.deepEqual((await call("GET", `/datasets/${id}`)).body, {
      ...dataset("sales"),
      ...{ DatasetDescription: "", DatasetType: "internal", Keywords: [], DataClassification: [] },
      ...{ LifeCyclePolicyStatus: "Disabled", IsDataProfilingEnabled: false, TenantName: "default" },
      ...{ DatasetId: id, RegistrationStatus: "pending", DatasetStatus: "active", IsActive: "yes" },
      ...{ AccessType: "owner", IsOwner: true, DatasetS3Path: "s3://lz/states/sales/csv/" },
      ...SERVER,
    });
    const job = await make("jobs", JOB);
    assert.deepEqual((await call("GET", `/jobs/${job}`)).body, {
      ...JOB,
      ...{
        Description: "",
        Keywords: [],
        NetworkConfiguration: "general-public-network",
        JobBookmarkOption: "disable",
      },
      ...{ DefaultArguments: {}, DomainAccess: { Owner: [], ReadOnly: [] }, IsDataLineageEnabled: "no" },
      ...{ Id: job, RegistrationStatus: "completed", IsActive: "yes", RoleUsed: "amorphic-etl-role" },
      ...SERVER,
    });
    const source = { DatasourceName: "db", DatasourceType: "jdbc" };
    const DatasourceId = await make("datasources", source);
    const shown = { ...source, DatasourceId, Description: "", Keywords: [], ...SERVER };
    assert.deepEqual((await call("GET", `/datasources/${DatasourceId}`)).body, shown);
    const LibraryId = await make("libraries", { LibraryName: "l" });
    const library = { LibraryId, LibraryName: "l", LibraryDescription: "", Packages: [], ...SERVER };
    assert.deepEqual((await call("GET", `/libraries/${LibraryId}`)).body, library);
    await call("POST", "/tags", { TagKey: "a", TagValue: "b" });
    const tag = { TagKey: "a", TagValue: "b", TagDescription: "", ...SERVER };
    assert.deepEqual((await call("GET", "/tags/a%23b")).body, tag);
  });

  it("shuffle unordered lists at every read, in the same way for the same seed", async () => {
    const Keywords = ["a", "b", "c", "d", "e"];
    const orders = async (seed: number) => {
      const { call, make } = await bench({}, { seed });
      const id = await make("jobs", {
        ...JOB,
        Keywords,
        DomainAccess: { Owner: ["x", "y"], ReadOnly: [] },
        Steps: Keywords,
      });
      const seen = [];
      for (let i = 0; i < 6; i++) {
        const live = (await call("GET", `/jobs/${id}`)).body;
        assert.deepEqual([live.DomainAccess, live.Steps], [{ Owner: ["y", "x"], ReadOnly: [] }, Keywords]);
        assert.notDeepEqual(live.Keywords, Keywords);
        assert.deepEqual([...(live.Keywords as string[])].sort(), Keywords);
        seen.push((live.Keywords as string[]).join(""));
      }
      return seen;
    };
    const first = await orders(1);
    assert.ok(new Set(first).size > 1);
    assert.deepEqual(await orders(1), first);
    assert.notDeepEqual(await orders(2), first);
  });

  it("also shuffle packages and a job's access", async () => {
    const { call, make } = await bench({ access: { ms: 0 } });
    const a = await make("libraries", { LibraryName: "a", Packages: ["p", "q"] });
    const b = await make("libraries", { LibraryName: "b" });
    assert.deepEqual((await call("GET", `/libraries/${a}`)).body.Packages, ["q", "p"]);
    const job = await make("jobs", JOB);
    await call("POST", `/jobs/${job}/resourceaccess`, { ParameterAccess: ["x", "y"], SharedLibraries: [a, b] });
    const access = (await call("GET", `/jobs/${job}/resourceaccess`)).body;
    assert.deepEqual(
      [access.ParameterAccess, access.SharedLibraries],
      [
        ["y", "x"],
        [b, a],
      ],
    );
  });

  it("mask credentials in reads and lists, at any depth and in any spelling", async () => {
    const secrets = Object.fromEntries(
      ["Password", "SecretKey", "AccessKey", "Token", "ApiKey", "ClientSecret", "AccessToken", "access_key"].map(
        (key) => [key, "s3cret"],
      ),
    );
    const DatasourceConfig = {
      ...secrets,
      Username: "ann",
      JdbcURL: "jdbc:x",
      Deep: [{ Password: "s3cret" }],
      Empty: { Token: "" },
    };
    const { call, make, simulator } = await bench({ ...PLAIN, masking: true });
    const id = await make("datasources", {
      DatasourceName: "db",
      DatasourceType: "jdbc",
      DatasourceConfig,
      Password: "plain",
    });
    const masked = {
      ...Object.fromEntries(Object.keys(secrets).map((key) => [key, "*****"])),
      ...{ Username: "ann", JdbcURL: "jdbc:x", Deep: [{ Password: "*****" }], Empty: { Token: "" } },
    };
    const live = (await call("GET", `/datasources/${id}`)).body;
    assert.deepEqual([live.DatasourceConfig, live.Password], [masked, "plain"]);
    assert.deepEqual((await call("GET", "/datasources")).body, { datasources: [live] });
    assert.deepEqual(simulator.store.get("datasources", id)?.properties.DatasourceConfig, DatasourceConfig);
    simulator.settings.maskUsernames = true;
    assert.deepEqual((await call("GET", `/datasources/${id}`)).body.DatasourceConfig, { ...masked, Username: "*****" });
    simulator.settings.masking = false;
    assert.deepEqual((await call("GET", `/datasources/${id}`)).body.DatasourceConfig, DatasourceConfig);
  });

  it("change the case of enumerations only", async () => {
    const { read, simulator } = await jobWith(
      { changeCase: true },
      { JobBookmarkOption: "Disable", Description: "disable" },
    );
    const { ETLJobType, JobBookmarkOption, Description } = await read();
    assert.deepEqual([ETLJobType, JobBookmarkOption, Description], ["Pythonshell", "disable", "disable"]);
    simulator.settings.changeCase = false;
    assert.equal((await read()).JobBookmarkOption, "Disable");
  });

  it("omit empty lists and strings if a setting says so", async () => {
    const { read } = await jobWith(
      { omitEmpty: true },
      { Description: "", Keywords: [], DomainAccess: { Owner: [] }, MaxCapacity: 0 },
    );
    const live = await read();
    assert.ok(!("Description" in live) && !("Keywords" in live));
    assert.deepEqual([live.DomainAccess, live.MaxCapacity], [{}, 0]);
  });

  it("contain numbers as strings if a setting says so", async () => {
    const { read } = await jobWith({ numbersAsStrings: true }, { MaxCapacity: 0.0625, Other: [1, { a: 2 }] });
    const { MaxCapacity, Other, IsActive } = await read();
    assert.deepEqual([MaxCapacity, Other, IsActive], ["0.0625", ["1", { a: "2" }], "yes"]);
  });

  it("contain booleans as strings if a setting says so", async () => {
    const { read } = await jobWith({ booleansAsStrings: true }, { Other: [true, { a: false }] });
    assert.deepEqual((await read()).Other, ["yes", { a: "no" }]);
  });

  it("list only summaries if a setting says so", async () => {
    const { call, make } = await bench({ summaryLists: true });
    await call("POST", "/domains", DOMAIN);
    const DatasetId = await make("datasets", dataset("sales"));
    const summary = { DatasetId, Domain: "states", DatasetName: "sales", LastModified: STAMP };
    assert.deepEqual((await call("GET", "/datasets")).body, { datasets: [summary] });
    assert.equal((await call("GET", `/datasets/${DatasetId}`)).body.FileType, "Csv");
  });

  it("still show an object that is being deleted if a setting says so, and its name stays taken", async () => {
    const { call, make } = await bench({ slowDelete: true });
    await call("POST", "/domains", DOMAIN);
    const id = await make("datasets", dataset("sales"));
    const path = `/datasets/${id}`;
    for (let i = 0; i < 2; i++) assert.equal((await call("DELETE", path)).status, 200);
    assert.equal((await call("POST", "/datasets", dataset("sales"))).status, 400);
    assert.equal((await call("DELETE", "/domains/states")).status, 400);
    const change = await call("PUT", `${path}/updatemetadata`, dataset("sales"));
    assert.deepEqual(change.body, { Message: `GE-1034 - Dataset ${id} is being deleted.` });
    assert.equal((await call("GET", path)).body.DatasetStatus, "deleting");
    const { datasets } = (await call("GET", "/datasets")).body as { datasets: JsonObject[] };
    assert.deepEqual(
      datasets.map(({ DatasetStatus }) => DatasetStatus),
      ["deleting"],
    );
    assert.equal((await call("GET", path)).status, 400);
    assert.equal((await call("DELETE", "/domains/states")).status, 200);
  });

  it("reject a reference to an object that is being deleted", async () => {
    const { call, make } = await bench({ slowDelete: true, deletion: { ms: 10 } });
    await call("POST", "/domains", DOMAIN);
    await call("DELETE", "/domains/states");
    await assert.rejects(make("datasets", dataset("sales")), /IPV-1002 - Invalid DomainName - states/);
  });

  it("list at most 500 objects per page, in a stable order; without paging they list all, shuffled", async () => {
    const { simulator, call, admin } = await bench();
    for (let i = 0; i < 502; i++) {
      simulator.store.put({ collection: "tags", id: `k#${i}`, properties: { TagKey: "k", TagValue: String(i) } });
    }
    const values = async (query: string) => {
      const { body } = await call("GET", `/tags${query}`);
      return (body.tags as { TagValue: string }[]).map(({ TagValue }) => Number(TagValue));
    };
    const from = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);
    assert.deepEqual(await values("?limit=3"), [0, 1, 2]);
    assert.deepEqual(await values("?limit=3&offset=2"), [2, 3, 4]);
    assert.deepEqual(await values("?limit=1000"), from(0, 500));
    assert.deepEqual(await values("?offset=500"), [500, 501]);
    assert.deepEqual(await values("?limit=0"), []);
    const all = await values("");
    assert.notDeepEqual(all, from(0, 502));
    assert.deepEqual(
      all.sort((a, b) => a - b),
      from(0, 502),
    );
    await admin("PATCH", "settings", { reorder: false });
    assert.deepEqual(await values(""), from(0, 502));
    const reply = await call("GET", "/tags?limit=-1");
    assert.deepEqual(reply.body, { Message: "IPV-1001 - Invalid limit - -1, expected a whole number." });
  });
});
