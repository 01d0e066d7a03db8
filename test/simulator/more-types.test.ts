import assert from "node:assert/strict";
import { bench, brief, DATAFLOW, DOMAIN, PARAMETER, PLAIN, refused, ROLE, SCHEDULE, SOURCE, STAMP } from "./support";
import { stopAll, VIEW } from "./support";

const SERVER = { CreatedBy: "service-user", CreationTime: STAMP, LastModifiedBy: "service-user", LastModified: STAMP };

describe("simulator: parameters, schedules and views", () => {
  afterEach(stopAll);

  it("mask only the value of a SecureString, in reads and lists", async () => {
    const { call, make, simulator } = await bench({ ...PLAIN, masking: true });
    const secret = { ...PARAMETER, ParameterKey: "pw", ParameterType: "securestring", ParameterValue: "s3cret" };
    await make("parameters", secret);
    await make("parameters", PARAMETER);
    const live = { ...secret, ParameterValue: "*****", ...SERVER };
    assert.deepEqual((await call("GET", "/parameters/pw")).body, live);
    assert.deepEqual((await call("GET", "/parameters")).body, { parameters: [live, { ...PARAMETER, ...SERVER }] });
    assert.equal((await call("PUT", "/parameters/pw", { ParameterValue: "n3w" })).status, 200);
    assert.equal(simulator.store.get("parameters", "pw")?.properties.ParameterValue, "n3w");
    simulator.settings.masking = false;
    assert.equal((await call("GET", "/parameters/pw")).body.ParameterValue, "n3w");
  });

  it("accept only a string as a SecureString, also in an update", async () => {
    const { call, make } = await bench();
    const secret = { ...PARAMETER, ParameterType: "SecureString" };
    const text = refused("IPV-1001", "Invalid ParameterValue, expected string.");
    assert.deepEqual(brief(await call("POST", "/parameters", { ...secret, ParameterValue: ["a"] })), text);
    await make("parameters", secret);
    assert.deepEqual(brief(await call("PUT", "/parameters/region", { ParameterValue: ["a"] })), text);
  });

  it("accept a new value and description of a parameter, and immutable properties that stay the same", async () => {
    const { call, make } = await bench(PLAIN);
    await make("parameters", { ...PARAMETER, ParameterScope: "Global" });
    const change = { ...PARAMETER, ParameterScope: "GLOBAL", ParameterValue: ["b", "a"], ParameterDescription: "d" };
    assert.equal((await call("PUT", "/parameters/region", change)).status, 200);
    const live = (await call("GET", "/parameters/region")).body;
    assert.deepEqual(live, { ...change, ParameterScope: "Global", ...SERVER });
  });

  it("need an expression in EventBridge's format for a time-based schedule", async () => {
    const { call, make } = await bench();
    const { ScheduleExpression: _, ...others } = SCHEDULE;
    assert.deepEqual(
      brief(await call("POST", "/schedules", others)),
      refused("IPV-1001", "Missing ScheduleExpression."),
    );
    for (const type of ["on-demand", "event-trigger", "external-trigger"]) {
      const schedule = { ...others, ScheduleType: type, ScheduleName: type };
      assert.equal((await call("POST", "/schedules", schedule)).status, 200, type);
    }
    const id = await make("schedules", SCHEDULE);
    const right = ["cron(0 5 * * ? *)", "cron(0/15 8-17 ? * MON-FRI 2030)", "rate(1 hour)", "rate(10 minutes)"];
    for (const ScheduleExpression of right) {
      assert.equal((await call("PUT", `/schedules/${id}`, { ScheduleExpression })).status, 200, ScheduleExpression);
    }
    const wrong = [
      "daily",
      "cron(0 5 * * *)",
      "cron()",
      "rate(1 hours)",
      "rate(5 minute)",
      "rate(0 days)",
      "rate(1 day) ",
    ];
    for (const ScheduleExpression of wrong) {
      const { status, body } = await call("PUT", `/schedules/${id}`, { ScheduleExpression });
      assert.equal(status, 400, ScheduleExpression);
      const start = `IPV-1001 - Invalid ScheduleExpression - ${ScheduleExpression}, does not match ^(cron`;
      assert.ok(String(body.Message).startsWith(start));
    }
    const reply = await call("PUT", `/schedules/${id}`, { ScheduleExpression: "" });
    assert.equal(reply.status, 400);
  });

  it("have unique names, views per domain and with 3 to 120 characters", async () => {
    const { call, make } = await bench();
    await call("POST", "/domains", DOMAIN);
    await call("POST", "/domains", { DomainName: "other" });
    for (const [collection, body, text] of [
      ["schedules", SCHEDULE, "ScheduleName nightly"],
      ["roles", ROLE, "RoleName analysts"],
      ["views", VIEW, "Domain states, ViewName top"],
      ["parameters", PARAMETER, "ParameterKey region"],
      ["tenants", { TenantName: "cadp" }, "TenantName cadp"],
    ] as const) {
      await make(collection, body);
      const taken = refused("IPV-1018", `${text} is not unique.`);
      assert.deepEqual(brief(await call("POST", `/${collection}`, body)), taken);
    }
    assert.equal((await call("POST", "/views", { ...VIEW, Domain: "other" })).status, 200);
    for (const [ViewName, status] of [
      ["to", 400],
      ["x".repeat(121), 400],
      ["x".repeat(120), 200],
    ] as const) {
      assert.equal((await call("POST", "/views", { ...VIEW, ViewName })).status, status);
    }
  });

  it("have defaults in answers, as have roles, mappings, dataflows and tenants", async () => {
    const { call, make } = await bench({ ...PLAIN, defaults: true });
    await call("POST", "/domains", DOMAIN);
    const DatasourceId = await make("datasources", SOURCE);
    const RoleId = await make("roles", ROLE);
    for (const [collection, key, body, more] of [
      ["roles", "RoleId", { ...ROLE, RoleName: "r" }, { RoleDescription: "", RoleManagers: [], UsersAttached: [] }],
      ["saml-role-mappings", "SamlGroupId", { SamlGroupId: "g", RoleId }, {}],
      [
        `datasources/${DatasourceId}/dataflows`,
        "DataflowId",
        DATAFLOW,
        { DatasourceId, CreateDataset: false, DatasetDetails: [], DataflowConfig: {} },
      ],
      ["parameters", "ParameterKey", PARAMETER, { ParameterDescription: "", ParameterScope: "Private" }],
      ["schedules", "ScheduleId", SCHEDULE, { ScheduleDescription: "", Arguments: {}, ScheduleStatus: "enabled" }],
      ["views", "ViewId", VIEW, { ViewDescription: "", Keywords: [] }],
      ["tenants", "TenantName", { TenantName: "cadp" }, { TenantDisplayName: "cadp", TenantDescription: "" }],
    ] as const) {
      const id = await make(collection, body);
      const live = (await call("GET", `/${collection}/${id}`)).body;
      assert.deepEqual(live, { [key]: id, ...body, ...more, ...SERVER });
    }
  });

  it("come back with shuffled lists and with enumerations in another case", async () => {
    const { call, make } = await bench();
    await call("POST", "/domains", DOMAIN);
    const two = ["x", "y"];
    const role = await make("roles", { ...ROLE, RoleManagers: two, UsersAttached: two, RolePermissions: two });
    const { RoleManagers, UsersAttached, RolePermissions } = (await call("GET", `/roles/${role}`)).body;
    assert.deepEqual(
      { RoleManagers, UsersAttached, RolePermissions },
      {
        ...{ RoleManagers: ["y", "x"], UsersAttached: ["y", "x"], RolePermissions: ["y", "x"] },
      },
    );
    const view = await make("views", { ...VIEW, Keywords: two });
    const { Keywords, ViewType } = (await call("GET", `/views/${view}`)).body;
    assert.deepEqual([Keywords, ViewType], [["y", "x"], "standard"]);
    await make("parameters", { ...PARAMETER, ParameterType: "StringList", ParameterValue: two });
    const { ParameterType, ParameterScope, ParameterValue } = (await call("GET", "/parameters/region")).body;
    assert.deepEqual([ParameterType, ParameterScope, ParameterValue], ["stringlist", "private", two]);
    const schedule = await make("schedules", SCHEDULE);
    assert.equal((await call("GET", `/schedules/${schedule}`)).body.ScheduleType, "Time-based");
  });
});
