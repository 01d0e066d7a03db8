import assert from "node:assert/strict";
import {
  bench,
  brief,
  dataset,
  DOMAIN,
  JOB,
  PARAMETER,
  PLAIN,
  refused,
  ROLE,
  SCHEDULE,
  stopAll,
  VIEW,
} from "./support";

describe("simulator: fields", () => {
  afterEach(stopAll);

  it("that are required cannot be missing in a create or emptied in an update", async () => {
    const { call } = await bench();
    for (const [collection, body, key] of [
      ["domains", {}, "DomainName"],
      ["domains", { DomainName: "" }, "DomainName"],
      ["tags", { TagKey: "a" }, "TagValue"],
      ["datasources", { DatasourceName: "a" }, "DatasourceType"],
      ["libraries", { LibraryName: null }, "LibraryName"],
      ["jobs", { JobName: "a" }, "ETLJobType"],
      ["roles", { RoleName: "a" }, "RolePermissions"],
      ["roles", { RolePermissions: [] }, "RoleName"],
      ["saml-role-mappings", { SamlGroupId: "g" }, "RoleId"],
      ["saml-role-mappings", { RoleId: "r" }, "SamlGroupId"],
      ["saml-tag-mappings", { SamlGroupId: "g" }, "Tag"],
      ["saml-tag-mappings", { Tag: "a#b" }, "SamlGroupId"],
      ["tenants", {}, "TenantName"],
      ...Object.keys(PARAMETER).map((key) => ["parameters", { ...PARAMETER, [key]: "" }, key] as const),
      ...Object.keys(SCHEDULE).map((key) => ["schedules", { ...SCHEDULE, [key]: "" }, key] as const),
      ...Object.keys(VIEW).map((key) => ["views", { ...VIEW, [key]: "" }, key] as const),
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

  it("with values of the wrong JSON type are rejected", async () => {
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
      ["roles", { ...ROLE, RolePermissions: "all" }, "Invalid RolePermissions, expected strings."],
      ["roles", { ...ROLE, RoleManagers: [1] }, "Invalid RoleManagers, expected strings."],
      ["roles", { ...ROLE, UsersAttached: {} }, "Invalid UsersAttached, expected strings."],
      ["parameters", { ...PARAMETER, ParameterValue: 7 }, "Invalid ParameterValue, expected string or strings."],
      ["parameters", { ...PARAMETER, ParameterValue: [7] }, "Invalid ParameterValue, expected string or strings."],
      ["schedules", { ...SCHEDULE, Arguments: [] }, "Invalid Arguments, expected object."],
      ["views", { ...VIEW, AutoRefresh: 1 }, "Invalid AutoRefresh, expected flag."],
      ["views", { ...VIEW, Keywords: "a" }, "Invalid Keywords, expected strings."],
    ] as const) {
      assert.deepEqual(brief(await call("POST", `/${collection}`, body)), refused("IPV-1001", text));
    }
    assert.equal((await call("POST", "/datasets", dataset("sales", { SkipTrash: "yes" }))).status, 200);
    assert.equal((await call("POST", "/datasets", dataset("sold", { SkipTrash: true }))).status, 200);
  });

  it("accept enumerations in any case and reject other values", async () => {
    const { call } = await bench();
    await call("POST", "/domains", DOMAIN);
    assert.equal((await call("POST", "/datasets", dataset("sales", { TableUpdate: "Append" }))).status, 200);
    assert.deepEqual(
      brief(await call("POST", "/datasets", dataset("sold", { TableUpdate: "upsert" }))),
      refused("IPV-1001", "Invalid TableUpdate - upsert, expected one of append, reload, latest record, latestrecord."),
    );
    for (const [collection, body, text] of [
      [
        "parameters",
        { ...PARAMETER, ParameterType: "Text" },
        "ParameterType - Text, expected one of String, StringList, SecureString",
      ],
      ["parameters", { ...PARAMETER, ParameterScope: "Own" }, "ParameterScope - Own, expected one of Global, Private"],
      [
        "schedules",
        { ...SCHEDULE, ScheduleType: "daily" },
        "ScheduleType - daily, expected one of time-based, on-demand, event-trigger, external-trigger",
      ],
      ["views", { ...VIEW, ViewType: "Fast" }, "ViewType - Fast, expected one of Standard, Materialized"],
    ] as const) {
      assert.deepEqual(brief(await call("POST", `/${collection}`, body)), refused("IPV-1001", `Invalid ${text}.`));
    }
    assert.equal((await call("POST", "/views", { ...VIEW, ViewType: "STANDARD" })).status, 200);
    assert.deepEqual(
      brief(await call("POST", "/jobs", { ...JOB, IsDataLineageEnabled: "maybe" })),
      refused("IPV-1001", "Invalid IsDataLineageEnabled - maybe, expected one of yes, no."),
    );
  });

  it("accept dataset names of 3 to 120 letters, digits and underscores", async () => {
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

  it("reject a change if they are immutable; a different case of an enumeration is not a change", async () => {
    const { call, make } = await bench(PLAIN);
    await call("POST", "/domains", DOMAIN);
    await call("POST", "/domains", { DomainName: "other" });
    const job = await make("jobs", JOB);
    const source = await make("datasources", { DatasourceName: "db", DatasourceType: "jdbc", IngestionType: "n" });
    await call("POST", "/tags", { TagKey: "a", TagValue: "b" });
    const role = await make("roles", ROLE);
    await make("saml-role-mappings", { SamlGroupId: "g", RoleId: role });
    await make("parameters", PARAMETER);
    const schedule = await make("schedules", SCHEDULE);
    const view = await make("views", VIEW);
    await make("tenants", { TenantName: "cadp" });
    for (const [path, key] of [
      [`/roles/${role}`, "RoleName"],
      ["/saml-role-mappings/g", "SamlGroupId"],
      ...["ParameterKey", "ParameterType", "ParameterScope"].map((key) => ["/parameters/region", key] as const),
      ...["ScheduleName", "JobType", "ScheduleType"].map((key) => [`/schedules/${schedule}`, key] as const),
      ...["ViewName", "Domain", "ViewType", "TargetLocation"].map((key) => [`/views/${view}`, key] as const),
      ["/tenants/cadp", "TenantName"],
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

  it("that only Amorphic sets are rejected in a create, and ignored in an update", async () => {
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

  it("that are unknown are stored", async () => {
    const { call, make } = await bench();
    const job = await make("jobs", { ...JOB, Timeout: 60, Nested: { a: [1, { b: null }] } });
    const { Timeout, Nested } = (await call("GET", `/jobs/${job}`)).body;
    assert.deepEqual({ Timeout, Nested }, { Timeout: 60, Nested: { a: [1, { b: null }] } });
  });
});
