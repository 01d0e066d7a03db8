import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { bench, brief, DOMAIN, send, stopAll } from "./support";

describe("simulator: gateway", () => {
  afterEach(stopAll);
  const unauthorized = { status: 401, body: { message: "Unauthorized" } };
  const unknown = { status: 403, body: { message: "Missing Authentication Token" } };

  it("accepts a call with token and role, and dates its answer", async () => {
    const { call } = await bench();
    const reply = await call("GET", "/domains");
    assert.deepEqual(brief(reply), { status: 200, body: { domains: [] } });
    assert.ok(Date.parse(reply.headers.get("Date") ?? "") > 0);
  });

  it("prints, does and logs nothing if a client disconnects in the middle of its body", async () => {
    const { call, simulator } = await bench();
    const { error } = console;
    const told: unknown[] = [];
    console.error = (...words) => void told.push(...words);
    try {
      const { token, roleId, url } = simulator;
      const { port, pathname } = new URL(`${url}/domains`);
      const head = [`POST ${pathname} HTTP/1.1`, "Host: x", `Authorization: ${token}`, `role_id: ${roleId}`];
      const body = ["Content-Type: application/json", "Content-Length: 1000", "", '{"DomainName": "sales"'];
      const socket = connect(Number(port), "127.0.0.1");
      socket.write([...head, ...body].join("\r\n"), () => setImmediate(() => socket.destroy()));
      await once(socket, "close");
      assert.deepEqual((await call("GET", "/domains")).body, { domains: [] });
    } finally {
      console.error = error;
    }
    assert.deepEqual(told, []);
    assert.deepEqual(
      simulator.log.map(({ method }) => method),
      ["GET"],
    );
  });

  it("rejects a missing, foreign, modified or prefixed token", async () => {
    const { call, simulator } = await bench();
    const other = await bench();
    const last = simulator.token.endsWith("A") ? "B" : "A";
    for (const Authorization of [
      undefined,
      "x",
      "a.b.c",
      `Bearer ${simulator.token}`,
      other.simulator.token,
      `${simulator.token.slice(0, -2)}${last}${last}`,
    ]) {
      assert.deepEqual(brief(await call("GET", "/domains", undefined, { Authorization })), unauthorized, Authorization);
    }
  });

  it("rejects a token from its exp on", async () => {
    const { call, simulator, clock } = await bench({}, { tokenLifetime: 60_000 });
    const claims = JSON.parse(Buffer.from(simulator.token.split(".")[1] ?? "", "base64url").toString()) as {
      exp: number;
    };
    assert.equal(claims.exp * 1000, clock.now + 60_000);
    clock.now += 59_999;
    assert.equal((await call("GET", "/domains")).status, 200);
    clock.now += 1;
    assert.deepEqual(brief(await call("GET", "/domains")), unauthorized);
  });

  it("rejects an expired token until it is renewed", async () => {
    const { call, simulator } = await bench();
    const before = simulator.token;
    simulator.expireToken();
    assert.deepEqual(brief(await call("GET", "/domains")), unauthorized);
    assert.equal(simulator.renewToken(), simulator.token);
    assert.notEqual(simulator.token, before);
    assert.equal((await call("GET", "/domains")).status, 200);
  });

  it("identifies other users by their own tokens", async () => {
    const { call, simulator } = await bench();
    await call("POST", "/domains", DOMAIN, { Authorization: simulator.tokenFor("ann") });
    assert.equal((await call("GET", "/domains/states")).body.CreatedBy, "ann");
    const ended = simulator.tokenFor("ann", 0);
    assert.deepEqual(brief(await call("GET", "/domains", undefined, { Authorization: ended })), unauthorized);
  });

  it("rejects a missing or wrong role", async () => {
    const { call } = await bench();
    assert.deepEqual(brief(await call("GET", "/domains", undefined, { role_id: undefined })), unauthorized);
    assert.deepEqual(brief(await call("GET", "/domains", undefined, { role_id: "other" })), {
      status: 403,
      body: { Message: "User is not authorized to access this resource with an explicit deny" },
    });
  });

  it("answers an unknown path or method as API Gateway does, with any headers", async () => {
    const { call, simulator } = await bench();
    for (const [method, path] of [
      ["GET", "/"],
      ["GET", "/reports"],
      ["GET", "/domains/"],
      ["GET", "/domains/a/b"],
      ["GET", "/x/domains"],
      ["PATCH", "/domains/a"],
      ["DELETE", "/domains"],
      ["PUT", "/jobs/a/updatemetadata"],
      ["POST", "/datasets/a/script"],
    ] as const) {
      assert.deepEqual(brief(await call(method, path)), unknown, `${method} ${path}`);
    }
    assert.deepEqual(brief(await send("GET", `${simulator.url}/nothing`, undefined, {})), unknown);
  });

  it("answers only below the stage that its URL ends in", async () => {
    const { simulator } = await bench();
    const headers = { Authorization: simulator.token, role_id: simulator.roleId };
    assert.match(simulator.url, /^http:\/\/127\.0\.0\.1:\d+\/local$/);
    assert.deepEqual(brief(await send("GET", new URL("/domains", simulator.url).href, undefined, headers)), unknown);
    const bare = await bench({}, { stage: "" });
    assert.equal(new URL(bare.simulator.url).pathname, "/");
    assert.equal((await bare.call("GET", "/domains")).status, 200);
  });

  it("accepts only JSON objects with the content type of JSON", async () => {
    const { call } = await bench();
    const as = (type: string | undefined) => call("POST", "/domains", DOMAIN, { "Content-Type": type });
    assert.deepEqual(brief(await as("text/plain")), { status: 415, body: { message: "Unsupported Media Type" } });
    assert.equal((await as("application/json; charset=utf-8")).status, 200);
    const unsuitable = (text: string) => ({ status: 400, body: { Message: `IPV-1001 - ${text}` } });
    assert.deepEqual(brief(await call("POST", "/domains", "{")), unsuitable("Invalid request body, it is not JSON."));
    for (const body of ["[]", "null", '"x"', undefined]) {
      const text = "Invalid request body, expected a JSON object.";
      assert.deepEqual(brief(await call("POST", "/domains", body)), unsuitable(text), body);
    }
  });

  it("rejects a body above 10 MB and a badly encoded id", async () => {
    const { call } = await bench();
    const big = JSON.stringify({ DomainName: "x".repeat(10 * 1024 * 1024) });
    assert.deepEqual(brief(await call("POST", "/domains", big)), {
      status: 413,
      body: { message: "Request Too Long" },
    });
    assert.deepEqual(brief(await call("GET", "/domains/%zz")), { status: 400, body: { message: "Bad Request" } });
  });

  it("limits the calls per second, and their burst after a pause", async () => {
    const { call, clock, simulator } = await bench({ rateLimit: 2 });
    const statuses = async (n: number) => {
      const replies = [];
      for (let i = 0; i < n; i++) replies.push((await call("GET", "/domains")).status);
      return replies;
    };
    assert.deepEqual(await statuses(3), [200, 200, 429]);
    clock.now += 499;
    const reply = await call("GET", "/domains");
    assert.deepEqual(brief(reply), { status: 429, body: { message: "Too Many Requests" } });
    assert.equal(reply.headers.get("Retry-After"), "1");
    clock.now += 1;
    assert.deepEqual(await statuses(2), [200, 429], "refused calls do not count");
    clock.now += 60_000;
    assert.deepEqual(await statuses(3), [200, 200, 429]);
    Object.assign(simulator.settings, { rateBurst: 4, rateRetryAfter: false });
    clock.now += 60_000;
    assert.deepEqual(await statuses(5), [200, 200, 200, 200, 429]);
    assert.equal((await call("GET", "/domains")).headers.get("Retry-After"), null);
  });
});
