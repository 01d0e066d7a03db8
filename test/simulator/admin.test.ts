import assert from "node:assert/strict";
import { request } from "node:http";
import { DEFAULT_SETTINGS, type JsonObject } from "../../simulator";
import { asText, bench, brief, DOMAIN, send, stopAll } from "./support";

describe("simulator: admin endpoints", () => {
  afterEach(stopAll);

  it("answer below the API's URL and below its origin, without headers", async () => {
    const { simulator, admin, call } = await bench();
    await call("POST", "/domains", DOMAIN);
    const { url, userId, roleId } = simulator;
    const objects = {
      ...{ domains: 1, datasets: 0, datasources: 0, jobs: 0, libraries: 0, tags: 0, roles: 0, dataflows: 0 },
      ...{ parameters: 0, schedules: 0, views: 0, tenants: 0, "saml-role-mappings": 0, "saml-tag-mappings": 0 },
    };
    const health = { status: "ok", url, userId, roleId, pid: process.pid, objects };
    assert.deepEqual(brief(await admin("GET", "health")), { status: 200, body: health });
    const root = new URL("/_simulator/health", url).href;
    assert.deepEqual((await send("GET", root, undefined, {})).body, health);
  });

  it("show the log as JSON lines, optionally after a sequence number, and clear it", async () => {
    const { admin, call, simulator } = await bench();
    await call("GET", "/domains");
    await call("GET", "/jobs");
    const lines = async (path: string) => {
      const { body, headers } = await admin("GET", path);
      assert.equal(headers.get("Content-Type"), "application/x-ndjson");
      return asText(body.text)
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown);
    };
    assert.deepEqual(await lines("log"), simulator.log);
    assert.deepEqual(await lines("log?after=1"), simulator.log.slice(1));
    await admin("DELETE", "log");
    assert.deepEqual(await lines("log"), []);
  });

  it("add, show and clear faults, and reject invalid ones", async () => {
    const { admin, call, simulator } = await bench();
    const rule = { match: { method: "GET", path: "/jobs", nth: 1 }, fault: { kind: "status", status: 500 } };
    assert.deepEqual(brief(await admin("POST", "faults", rule)), { status: 200, body: {} });
    await admin("POST", "faults", [{ fault: { kind: "reset-before" }, match: { path: "never" } }]);
    simulator.faults.add({ match: { path: /a+/ }, fault: { kind: "reset-after" } });
    assert.deepEqual((await admin("GET", "faults")).body, [
      rule,
      { match: { path: "never" }, fault: { kind: "reset-before" } },
      { match: { path: "a+" }, fault: { kind: "reset-after" } },
    ]);
    assert.equal((await call("GET", "/jobs")).status, 500);
    await admin("DELETE", "faults");
    assert.deepEqual((await admin("GET", "faults")).body, []);
    for (const [body, message] of [
      [{}, 'a fault rule must be {"match": {…}, "fault": {"kind": …}}'],
      [
        { fault: { kind: "flood" } },
        "no fault of the kind flood; there are latency, status, reset-before, reset-after, expire-token, fail-registration, fail-access, fail-run",
      ],
      [{ fault: { kind: "status", status: 99 } }, "a value of the status fault is missing or not valid"],
      [{ fault: { kind: "latency" } }, "a value of the latency fault is missing or not valid"],
      [{ fault: { kind: "reset-before" }, match: { nth: 0 } }, "match.nth is not valid"],
      [{ fault: { kind: "reset-before" }, match: { url: "x" } }, "match.url is not valid"],
      [
        { fault: { kind: "reset-before" }, match: { path: "(" } },
        "Invalid regular expression: /(/: Unterminated group",
      ],
    ] as const) {
      assert.deepEqual(brief(await admin("POST", "faults", body)), { status: 400, body: { message } });
    }
    assert.deepEqual(simulator.faults.rules, []);
  });

  it("show and change settings, and reject invalid ones", async () => {
    const { admin, simulator } = await bench();
    assert.deepEqual((await admin("GET", "settings")).body, DEFAULT_SETTINGS);
    const changed = { ...DEFAULT_SETTINGS, latency: 1, registration: { polls: 2 } };
    assert.deepEqual((await admin("PATCH", "settings", { latency: 1, registration: { polls: 2 } })).body, changed);
    assert.deepEqual(simulator.settings, changed);
    for (const [body, message] of [
      [[], "settings must be a JSON object"],
      [{ slow: true }, `no setting slow; there are ${Object.keys(DEFAULT_SETTINGS).join(", ")}`],
      [{ reorder: "yes" }, "setting reorder must be a boolean"],
      [{ latency: -1 }, "setting latency must be a number"],
      [{ access: { seconds: 1 } }, 'setting access must be {"ms": n} or {"polls": n}'],
      [{ access: { ms: 1, polls: 1 } }, 'setting access must be {"ms": n} or {"polls": n}'],
    ] as const) {
      assert.deepEqual(brief(await admin("PATCH", "settings", body)), { status: 400, body: { message } });
    }
    assert.deepEqual(simulator.settings, changed);
  });

  it("show the whole state with its secrets, and restore it", async () => {
    const { admin, make, simulator, call } = await bench();
    const config = { Password: "s3cret" };
    const id = await make("datasources", { DatasourceName: "db", DatasourceType: "jdbc", DatasourceConfig: config });
    const state = (await admin("GET", "state")).body as { datasources: { properties: JsonObject }[] } & JsonObject;
    assert.deepEqual(state, simulator.snapshot());
    assert.deepEqual(state.datasources[0]?.properties.DatasourceConfig, config);
    await call("DELETE", `/datasources/${id}`);
    assert.deepEqual(brief(await admin("PUT", "state", state)), { status: 200, body: {} });
    assert.equal((await call("GET", `/datasources/${id}`)).body.DatasourceName, "db");
    const message = 'a state must be {"<collection>": [{collection, id, properties}]}';
    for (const body of [[], { x: [] }, { jobs: [{}] }, { jobs: [{ collection: "tags", id: "a", properties: {} }] }]) {
      assert.deepEqual(brief(await admin("PUT", "state", body)), { status: 400, body: { message } });
    }
  });

  it("expire and renew the token", async () => {
    const { admin, call, simulator } = await bench();
    await admin("POST", "token/expire");
    assert.equal((await call("GET", "/domains")).status, 401);
    assert.deepEqual((await admin("POST", "token/renew")).body, { token: simulator.token });
    assert.equal((await call("GET", "/domains")).status, 200);
  });

  it("are not logged, rate-limited or affected by faults", async () => {
    const { admin, simulator } = await bench({ rateLimit: 1 });
    simulator.faults.add({ fault: { kind: "reset-before" } });
    for (let i = 0; i < 3; i++) assert.equal((await admin("GET", "health")).status, 200);
    assert.deepEqual(simulator.log, []);
  });

  it("list the existing endpoints for an unknown one", async () => {
    const { admin } = await bench();
    const { status, body } = await admin("GET", "nothing");
    assert.equal(status, 404);
    assert.match(asText(body.message), /^there are GET health, GET log, DELETE log, /);
    assert.equal((await admin("POST", "settings", {})).status, 404);
  });

  it("reject requests from web pages", async () => {
    const { simulator } = await bench();
    const url = `${simulator.url}/_simulator/state`;
    assert.equal((await send("GET", url, undefined, { Origin: "https://evil.test" })).status, 403);
    const status = await new Promise((resolve, reject) => {
      request(url, { headers: { Host: "evil.test" } }, (response) => {
        resolve(response.resume().statusCode);
      })
        .on("error", reject)
        .end();
    });
    assert.equal(status, 403);
  });
});
