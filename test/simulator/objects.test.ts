import assert from "node:assert/strict";
import { asText, bench, brief, dataset, DOMAIN, JOB, PLAIN, refused, STAMP, START, stopAll } from "./support";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("simulator: objects", () => {
  afterEach(stopAll);

  it("creates, reads, lists, updates and deletes an object of every type", async () => {
    const { call } = await bench(PLAIN);
    for (const [collection, body, change] of [
      ["domains", DOMAIN, { DisplayName: "S" }],
      ["tags", { TagKey: "cicd", TagValue: "admins" }, { TagDescription: "T" }],
      ["datasources", { DatasourceName: "db", DatasourceType: "jdbc" }, { Description: "D" }],
      ["libraries", { LibraryName: "common" }, { LibraryName: "shared" }],
      ["jobs", JOB, { MaxCapacity: 1 }],
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

  it("answers a create with the keys of the id: made ones are UUIDs", async () => {
    const { call } = await bench();
    const tag = { TagKey: "a/b", TagValue: "c d" };
    assert.deepEqual((await call("POST", "/tags", tag)).body, { Message: "Tag created successfully.", ...tag });
    assert.equal((await call("GET", "/tags/a%2Fb%23c%20d")).body.TagValue, "c d");
    assert.match(asText((await call("POST", "/jobs", JOB)).body.Id), UUID);
  });

  it("says which id it did not find, in the vendor's words", async () => {
    const { call } = await bench();
    assert.deepEqual(
      brief(await call("GET", "/datasets/abc")),
      refused("IPV-1002", "Invalid DatasetId - abc, resource not found."),
    );
  });

  it("keeps who made and who changed an object, and when", async () => {
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

  it("requires the required fields, in a create and for good", async () => {
    const { call } = await bench();
    for (const [collection, body, key] of [
      ["domains", {}, "DomainName"],
      ["domains", { DomainName: "" }, "DomainName"],
      ["tags", { TagKey: "a" }, "TagValue"],
      ["datasources", { DatasourceName: "a" }, "DatasourceType"],
      ["libraries", { LibraryName: null }, "LibraryName"],
      ["jobs", { JobName: "a" }, "ETLJobType"],
      ...["DatasetName", "Domain", "DatasourceType", "FileType", "TargetLocation", "TableUpdate"].map(
        (key) => ["datasets", dataset("sales", { [key]: "" }), key] as const,
      ),
    ] as const) {
      assert.deepEqual(brief(await call("POST", `/${collection}`, body)), refused("IPV-1001", `Missing ${key}.`));
    }
    await call("POST", "/libraries", { LibraryName: "a" });
    const [library] = (await call("GET", "/libraries")).body.libraries as { LibraryId: string }[];
    const reply = await call("PUT", `/libraries/${library?.LibraryId}`, { LibraryName: "" });
    assert.deepEqual(brief(reply), refused("IPV-1001", "Missing LibraryName."));
  });

  it("refuses values of a wrong JSON type", async () => {
    const { call } = await bench();
    await call("POST", "/domains", DOMAIN);
    for (const [collection, body, text] of [
      ["domains", { DomainName: 7 }, "Invalid DomainName, expected string."],
      ["jobs", { ...JOB, MaxCapacity: "1" }, "Invalid MaxCapacity, expected number."],
      ["jobs", { ...JOB, Keywords: "a" }, "Invalid Keywords, expected strings."],
      ["jobs", { ...JOB, Keywords: [1] }, "Invalid Keywords, expected strings."],
      ["jobs", { ...JOB, DefaultArguments: [] }, "Invalid DefaultArguments, expected object."],
      ["jobs", { ...JOB, IsAutoScalingEnabled: 1 }, "Invalid IsAutoScalingEnabled, expected flag."],
      ["datasets", dataset("sales", { Keywords: null }), "Invalid Keywords, expected strings."],
    ] as const) {
      assert.deepEqual(brief(await call("POST", `/${collection}`, body)), refused("IPV-1001", text));
    }
    assert.equal((await call("POST", "/datasets", dataset("sales", { SkipTrash: "yes" }))).status, 200);
    assert.equal((await call("POST", "/datasets", dataset("sold", { SkipTrash: true }))).status, 200);
  });

  it("takes enumerations in any case and refuses other values", async () => {
    const { call } = await bench();
    await call("POST", "/domains", DOMAIN);
    assert.equal((await call("POST", "/datasets", dataset("sales", { TableUpdate: "Append" }))).status, 200);
    assert.deepEqual(
      brief(await call("POST", "/datasets", dataset("sold", { TableUpdate: "upsert" }))),
      refused("IPV-1001", "Invalid TableUpdate - upsert, expected one of append, reload, latest record, latestrecord."),
    );
    assert.deepEqual(
      brief(await call("POST", "/jobs", { ...JOB, IsDataLineageEnabled: "maybe" })),
      refused("IPV-1001", "Invalid IsDataLineageEnabled - maybe, expected one of yes, no."),
    );
  });

  it("takes names of datasets with 3 to 120 letters, digits and underscores", async () => {
    const { call } = await bench();
    await call("POST", "/domains", DOMAIN);
    for (const name of ["abc", "A_1", "x".repeat(120)]) {
      assert.equal((await call("POST", "/datasets", dataset(name))).status, 200, name);
    }
    for (const name of ["ab", "x".repeat(121), "a-bc", "a bc"]) {
      const text = `Invalid DatasetName - ${name}, does not match ^[A-Za-z0-9_]{3,120}$.`;
      assert.deepEqual(brief(await call("POST", "/datasets", dataset(name))), refused("IPV-1001", text));
    }
  });

  it("refuses a name that is taken, in a create and in an update, until it is free", async () => {
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

  it("refuses to change what is immutable; another case of an enumeration is no change", async () => {
    const { call, make } = await bench(PLAIN);
    await call("POST", "/domains", DOMAIN);
    await call("POST", "/domains", { DomainName: "other" });
    const job = await make("jobs", JOB);
    const source = await make("datasources", { DatasourceName: "db", DatasourceType: "jdbc", IngestionType: "n" });
    await call("POST", "/tags", { TagKey: "a", TagValue: "b" });
    for (const [path, key] of [
      ["/domains/states", "DomainName"],
      ["/domains/states", "TenantName"],
      [`/jobs/${job}`, "JobName"],
      [`/datasources/${source}`, "DatasourceType"],
      [`/datasources/${source}`, "IngestionType"],
      ["/tags/a%23b", "TagKey"],
      ["/tags/a%23b", "TagValue"],
    ] as const) {
      const text = `Invalid ${key}, it cannot be changed.`;
      assert.deepEqual(brief(await call("PUT", path, { [key]: "other" })), refused("IPV-1001", text));
    }
    assert.equal((await call("PUT", `/jobs/${job}`, { ETLJobType: "PythonShell", JobName: "load" })).status, 200);
    assert.equal((await call("GET", `/jobs/${job}`)).body.ETLJobType, "pythonshell");

    const id = await make("datasets", dataset("sales"));
    for (const [key, value] of Object.entries({
      ...{ DatasetName: "sold", Domain: "other", DatasourceType: "s3", FileType: "tsv" },
      ...{ TargetLocation: "redshift", TableUpdate: "reload" },
    })) {
      const reply = await call("PUT", `/datasets/${id}/updatemetadata`, dataset("sales", { [key]: value }));
      assert.deepEqual(brief(reply), refused("IPV-1001", `Invalid ${key}, it cannot be changed.`));
    }
  });

  it("refuses keys that only Amorphic sets in a create, and ignores them in an update", async () => {
    const { call, make } = await bench(PLAIN);
    await call("POST", "/domains", DOMAIN);
    for (const key of ["DatasetId", "CreatedBy", "RegistrationStatus", "LastModified"]) {
      const reply = await call("POST", "/datasets", dataset("sales", { [key]: "x" }));
      assert.deepEqual(brief(reply), refused("IPV-1001", `Invalid key ${key}, it is set by Amorphic.`));
    }
    const job = await make("jobs", JOB);
    assert.equal((await call("PUT", `/jobs/${job}`, { Id: "x", CreatedBy: "x", RoleUsed: "x" })).status, 200);
    assert.equal((await call("GET", `/jobs/${job}`)).body.RoleUsed, "amorphic-etl-role");
  });

  it("stores keys it does not know", async () => {
    const { call, make } = await bench();
    const job = await make("jobs", { ...JOB, Timeout: 60, Nested: { a: [1, { b: null }] } });
    const { Timeout, Nested } = (await call("GET", `/jobs/${job}`)).body;
    assert.deepEqual({ Timeout, Nested }, { Timeout: 60, Nested: { a: [1, { b: null }] } });
  });

  it("takes the whole metadata of a dataset less its id, with what Amorphic added", async () => {
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

  it("answers its errors with status 200 if told so, but not the gateway's", async () => {
    const { call } = await bench({ errorsWithStatus200: true });
    const body = { Message: "IPV-1002 - Invalid Id - x, resource not found." };
    assert.deepEqual(brief(await call("GET", "/jobs/x")), { status: 200, body });
    assert.equal((await call("GET", "/nothing")).status, 403);
  });
});
