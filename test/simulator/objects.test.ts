import assert from "node:assert/strict";
import { asText, bench, brief, dataset, DOMAIN, JOB, PARAMETER, PLAIN, refused } from "./support";
import { DATAFLOW, ROLE, SCHEDULE, SOURCE, STAMP, START, stopAll } from "./support";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("simulator: objects", () => {
  afterEach(stopAll);

  it("are created, read, listed, updated and deleted", async () => {
    const { call } = await bench(PLAIN);
    for (const [collection, body, change] of [
      ["domains", DOMAIN, { DisplayName: "S" }],
      ["tags", { TagKey: "cicd", TagValue: "admins" }, { TagDescription: "T" }],
      ["datasources", { DatasourceName: "db", DatasourceType: "jdbc" }, { Description: "D" }],
      ["libraries", { LibraryName: "common" }, { LibraryName: "shared" }],
      ["jobs", JOB, { MaxCapacity: 1 }],
      ["roles", ROLE, { RolePermissions: [] }],
      ["parameters", PARAMETER, { ParameterValue: ["a", "b"], ParameterDescription: "P" }],
      ["schedules", SCHEDULE, { ScheduleExpression: "cron(0 5 * * ? *)", Arguments: { a: 1 } }],
      ["tenants", { TenantName: "cadp" }, { TenantDescription: "T" }],
    ] as const) {
      const created = await call("POST", `/${collection}`, body);
      assert.equal(created.status, 200, collection);
      const { Message, ...keys } = created.body;
      assert.match(asText(Message), /created successfully\.$/);
      const path = `/${collection}/${encodeURIComponent(Object.values(keys).map(asText).join("#"))}`;
      const live = (await call("GET", path)).body;
      assert.deepEqual(live, { ...live, ...body, ...keys, CreatedBy: "service-user", CreationTime: STAMP });
      assert.deepEqual((await call("GET", `/${collection}`)).body, { [collection]: [live] });
      assert.equal((await call("PUT", path, change)).status, 200);
      assert.deepEqual((await call("GET", path)).body, { ...live, ...change });
      assert.equal((await call("DELETE", path)).status, 200);
      const gone = await call("GET", path);
      assert.equal(gone.status, 400);
      assert.match(asText(gone.body.Message), /^IPV-1002 - Invalid .+, resource not found\.$/);
      assert.deepEqual(brief(await call("DELETE", path)), brief(gone));
      assert.deepEqual(brief(await call("PUT", path, change)), brief(gone));
      assert.deepEqual((await call("GET", `/${collection}`)).body, { [collection]: [] });
    }
  });

  it("have ids that a create returns; generated ones are UUIDs", async () => {
    const { call } = await bench();
    const tag = { TagKey: "a/b", TagValue: "c d" };
    assert.deepEqual((await call("POST", "/tags", tag)).body, { Message: "Tag created successfully.", ...tag });
    assert.equal((await call("GET", "/tags/a%2Fb%23c%20d")).body.TagValue, "c d");
    assert.match(asText((await call("POST", "/jobs", JOB)).body.Id), UUID);
  });

  it("that do not exist are reported by id, in the vendor's words", async () => {
    const { call } = await bench();
    assert.deepEqual(
      brief(await call("GET", "/datasets/abc")),
      refused("IPV-1002", "Invalid DatasetId - abc, resource not found."),
    );
  });

  it("record who created and who changed them, and when", async () => {
    const { call, clock, simulator } = await bench(PLAIN);
    await call("POST", "/domains", DOMAIN);
    clock.now = START + 61_500;
    await call("PUT", "/domains/states", { DisplayName: "S" }, { Authorization: simulator.tokenFor("ann") });
    assert.deepEqual((await call("GET", "/domains/states")).body, {
      DomainName: "states",
      DisplayName: "S",
      CreatedBy: "service-user",
      CreationTime: STAMP,
      LastModifiedBy: "ann",
      LastModified: "2030-01-01T00:01:01Z",
    });
  });

  it("reject a name that is taken, in a create or an update, until it is free", async () => {
    const { call, make } = await bench();
    await call("POST", "/domains", DOMAIN);
    await call("POST", "/domains", { DomainName: "other" });
    await make("datasets", dataset("sales"));
    assert.deepEqual(
      brief(await call("POST", "/datasets", dataset("sales"))),
      refused("IPV-1018", "Domain states, DatasetName sales is not unique."),
    );
    assert.equal((await call("POST", "/datasets", dataset("sales", { Domain: "other" }))).status, 200);

    const a = await make("libraries", { LibraryName: "a" });
    const b = await make("libraries", { LibraryName: "b" });
    const taken = refused("IPV-1018", "LibraryName a is not unique.");
    assert.deepEqual(brief(await call("PUT", `/libraries/${b}`, { LibraryName: "a" })), taken);
    assert.equal((await call("PUT", `/libraries/${a}`, { LibraryName: "a" })).status, 200);
    await call("PUT", `/libraries/${a}`, { LibraryName: "c" });
    assert.equal((await call("PUT", `/libraries/${b}`, { LibraryName: "a" })).status, 200);
    await call("DELETE", `/libraries/${b}`);
    assert.equal((await call("POST", "/libraries", { LibraryName: "a" })).status, 200);
  });

  it("have no update call if they cannot be changed", async () => {
    const { call, make } = await bench();
    await make("tags", { TagKey: "a", TagValue: "b" });
    const mapping = await make("saml-tag-mappings", { SamlGroupId: "g", Tag: "a#b" });
    const source = await make("datasources", SOURCE);
    const flow = await make(`datasources/${source}/dataflows`, DATAFLOW);
    const none = { status: 403, body: { message: "Missing Authentication Token" } };
    for (const path of [
      `/saml-tag-mappings/${encodeURIComponent(mapping)}`,
      `/datasources/${source}/dataflows/${flow}`,
    ]) {
      assert.deepEqual(brief(await call("PUT", path, {})), none);
    }
  });

  it("of type Dataset take their whole metadata, without the id but with what Amorphic added", async () => {
    const { call, make } = await bench();
    await call("POST", "/domains", DOMAIN);
    const id = await make("datasets", dataset("sales"));
    const path = `/datasets/${id}/updatemetadata`;
    const { DatasetId, ...whole } = (await call("GET", `/datasets/${id}`)).body;
    assert.equal(DatasetId, id);
    assert.equal((await call("PUT", path, { ...whole, DatasetDescription: "new" })).status, 200);
    assert.equal((await call("GET", `/datasets/${id}`)).body.DatasetDescription, "new");
    assert.deepEqual(
      brief(await call("PUT", path, { ...whole, DatasetId })),
      refused("IPV-1001", "Invalid key DatasetId, it is not part of the metadata."),
    );
    assert.deepEqual(
      brief(await call("PUT", path, { DatasetDescription: "part" })),
      refused("IPV-1001", "Missing DatasetName."),
    );
  });

  it("return errors with status 200 if a setting says so, except the gateway's", async () => {
    const { call } = await bench({ errorsWithStatus200: true });
    const body = { Message: "IPV-1002 - Invalid Id - x, resource not found." };
    assert.deepEqual(brief(await call("GET", "/jobs/x")), { status: 200, body });
    assert.equal((await call("GET", "/nothing")).status, 403);
  });
});
