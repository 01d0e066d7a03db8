import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { ApiRequest } from "../../providers/client/api";
import { isUnsent, loadOf, pauseMs, Attempts } from "../../providers/client/retry";
import { withWaits } from "../support/waits";
import { client, failure, StandIn, SUBJECT, type Reply } from "./stand-in";

const read: ApiRequest = { method: "GET", path: "/jobs", subject: SUBJECT };
const create: ApiRequest = { method: "POST", path: "/jobs", body: { JobName: "j" }, subject: SUBJECT };

/** An address on which nobody listens. */
async function nobody(): Promise<{ url: string }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return { url: `http://127.0.0.1:${String(port)}` };
}

describe("Repeating calls", () => {
  let server: StandIn;
  beforeEach(async () => void (server = await new StandIn().start()));
  afterEach(() => server.stop());

  /** Fails this many times, then answers. */
  const failing = (times: number, reply: Reply) => {
    server.handler = (_request, count) => (count <= times ? reply : { json: { ok: count } });
  };

  for (const reply of [
    { status: 429 },
    { status: 500, json: { message: "Internal server error" } },
    { status: 502 },
    { status: 503 },
    { status: 504 },
    { cut: "before" },
    { cut: "during", text: "{1234567" },
  ] as Reply[]) {
    it(`repeats a GET, PUT, DELETE or repeatable POST after ${JSON.stringify(reply)}`, async () => {
      for (const request of [
        read,
        { ...create, method: "PUT" },
        { ...read, method: "DELETE" },
        { ...create, repeatable: true },
      ] as const) {
        server.received.length = 0;
        failing(2, reply);
        assert.deepEqual(await client(server).send(request), { ok: 3 });
        assert.deepEqual(server.calls, Array(3).fill(`${request.method} /dev/jobs`));
        assert.deepEqual(
          new Set(server.received.map(({ body }) => body)),
          new Set([request.body ? '{"JobName":"j"}' : ""]),
        );
      }
    });
  }

  it("repeats any other POST after 429", async () => {
    failing(2, { status: 429 });
    assert.deepEqual(await client(server).send(create), { ok: 3 });
  });

  for (const reply of [
    { status: 500 },
    { status: 502 },
    { status: 503 },
    { status: 504 },
    { cut: "before" },
    { cut: "during", text: "{1234567" },
  ] as Reply[]) {
    it(`does not repeat such a POST after ${JSON.stringify(reply)}, since it may have been carried out`, async () => {
      failing(9, reply);
      const error = await failure(client(server).send(create));
      assert.deepEqual([error.kind, server.calls], ["uncertain", ["POST /dev/jobs"]]);
      assert.match(
        error.message,
        /^Dataset "orders" \(rOrders\): POST \/jobs (failed|got no answer): .*It may have been carried out anyway/,
      );
    });
  }

  it("gives up after six attempts, with an uncertain outcome", async () => {
    failing(99, { status: 503, json: { message: "Service Unavailable" } });
    const api = client(server);
    const error = await failure(api.send(read));
    assert.equal(
      error.message,
      'Dataset "orders" (rOrders): GET /jobs failed: Service Unavailable (HTTP 503, 6 attempts). Run again when the platform answers.',
    );
    assert.deepEqual([error.kind, server.calls.length, api.waits.length], ["uncertain", 6, 5]);
    assert.match(api.log[0] ?? "", /^GET \/jobs: HTTP 503, attempt 2 of 6 in 0\.0 s$/);
    assert.equal(api.log.length, 5);
  });

  it("does not count 429 as a failed attempt, and waits for ten minutes in all", async () => {
    server.handler = (_request, count) => ({ status: count % 2 ? 429 : 503 });
    const patient = client(server);
    await failure(patient.send(read));
    assert.deepEqual([server.calls.length, patient.log.length], [12, 11], "six attempts failed beside six that waited");

    server.received.length = 0;
    failing(9_999, { status: 429, headers: { "retry-after": "59" }, json: { message: "Too Many Requests" } });
    const api = client(server);
    const error = await failure(api.send(create));
    assert.deepEqual([error.kind, server.calls.length], ["refused", 12], "eleven waits of 59 s, and a twelfth call");
    assert.match(api.log[0] ?? "", /^POST \/jobs: HTTP 429, again in 59\.0 s$/);
    assert.match(
      error.message,
      /Too Many Requests \(HTTP 429, 12 attempts\)\. The platform stayed busy for minutes: run again later\. The next run continues/,
    );
  });

  it("does not repeat a call after an error that is not temporary", async () => {
    for (const status of [400, 401, 403, 404, 409, 501]) {
      server.received.length = 0;
      failing(9, { status });
      await failure(client(server).send(read));
      assert.equal(server.calls.length, 1, String(status));
    }
    server.received.length = 0;
    failing(9, { status: 500, json: { Message: "GE-1001 - Failed" } });
    await failure(client(server).send(read));
    assert.equal(server.calls.length, 1, "an error with a code of Amorphic's");
  });

  it("repeats any call if the connection is refused, and knows that a POST was not carried out", async () => {
    const api = client(await nobody());
    const post = await failure(api.send(create));
    assert.deepEqual([post.kind, api.waits.length], ["refused", 5]);
    assert.match(
      post.message,
      /: POST \/jobs got no answer: connect ECONNREFUSED 127\.0\.0\.1:\d+ \(6 attempts\)\. Nothing was sent\. Check the base URL, the network and HTTPS_PROXY\.$/,
    );
    assert.equal((await failure(api.send(read))).kind, "uncertain");
  });

  it("does not repeat a call to a host that does not exist", async () => {
    const api = client({ url: "https://amorphic.invalid" });
    const error = await failure(api.send(create));
    assert.match(error.message, /(ENOTFOUND|EAI_AGAIN)/);
    if (error.message.includes("ENOTFOUND")) assert.deepEqual(api.waits, []);
  });

  it("treats a call that failed in TLS as unsent, and does not repeat it", async () => {
    const api = client({ url: server.url.replace("http:", "https:") });
    const error = await failure(api.send(create));
    assert.deepEqual([error.kind, api.waits], ["refused", []]);
    assert.match(error.message, /Nothing was sent/);
  });

  it("times out if no answer comes, for each attempt separately", async () => {
    failing(9, { silent: true });
    const api = client(server, { timeoutMs: 60, retry: { attempts: 2, baseMs: 1 } });
    const post = await failure(api.send(create));
    assert.deepEqual([post.kind, server.calls.length], ["uncertain", 1]);
    assert.match(post.message, /got no answer: no answer within 0\.06 s\. It may have been carried out/);
    assert.match((await failure(api.send(read))).message, /no answer within 0\.06 s \(2 attempts\)\. Run again/);
    failing(4, { silent: true });
    assert.deepEqual(await api.send(read), { ok: 5 }, "an attempt's timeout is not counted against the next");
  });

  it("times out if an answer only trickles in", async () => {
    const slow = createServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
      const timer = setInterval(() => socket.write(" "), 10);
      socket.on("close", () => clearInterval(timer)).on("error", () => undefined);
    }).listen(0, "127.0.0.1");
    await once(slow, "listening");
    try {
      const url = `http://127.0.0.1:${String((slow.address() as AddressInfo).port)}`;
      const error = await failure(client({ url }, { timeoutMs: 100, retry: { attempts: 1, baseMs: 1 } }).send(read));
      assert.match(error.message, /no answer within 0\.1 s/);
    } finally {
      slow.close();
    }
  });

  it("tells the limiter about throttling and overload, but nothing about a platform it never reached", () => {
    for (const [failure, load] of [
      [{ status: 429 }, "throttled"],
      [{ status: 503 }, "overloaded"],
      [{ status: 504 }, "overloaded"],
      [{ code: "ETIMEDOUT" }, "overloaded"],
      [{ status: 502 }, "answered"],
      [{ status: 400 }, "answered"],
      [{ code: "ETIMEDOUT", unsent: true }, undefined],
      [{ code: "ECONNREFUSED", unsent: true }, undefined],
    ] as const) {
      assert.equal(loadOf(failure), load, JSON.stringify(failure));
    }
  });

  describe("waits", () => {
    it("as long as Retry-After says, in seconds or until a date on the server's clock", async () => {
      const api = client(server, { now: () => Date.UTC(2026, 0, 1) });
      server.handler = (_request, count) =>
        [
          { status: 503, headers: { "retry-after": "2" } },
          { status: 503, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" } },
          { status: 503, headers: { "retry-after": "3600" } },
          { status: 503, headers: { "retry-after": "soon" } },
          { json: {} },
        ][count - 1] ?? {};
      await api.send(read);
      // What the server asks for, and up to baseMs more; if that makes no sense, a back-off of up to 8 baseMs.
      const ranges = [
        [2000, 2001],
        [7000, 7001],
        [60_000, 60_001],
        [0, 8],
      ] as const;
      assert.equal(api.waits.length, ranges.length);
      for (const [index, [from, to]] of ranges.entries()) {
        const wait = api.waits[index] ?? NaN;
        assert.ok(wait >= from && wait <= to, `${String(index)}: ${String(wait)}`);
      }
    });

    it("otherwise exponentially longer, with full jitter and an upper limit", () => {
      const longest = (failures: number) =>
        Math.max(...Array.from({ length: 2000 }, () => pauseMs(failures, 500, undefined, 0)));
      const near = (value: number, most: number) => value <= most && value > most * 0.95;
      assert.ok(near(longest(1), 500) && near(longest(2), 1000) && near(longest(5), 8000) && near(longest(9), 20_000));
      assert.ok(Math.min(...Array.from({ length: 2000 }, () => pauseMs(5, 500, undefined, 0))) < 400);
      assert.ok(pauseMs(1, 500, "Thu, 01 Jan 1970 00:00:01 GMT", 5000) <= 500, "a date in the past");
    });

    it("by Node's timers if nothing replaces them", async () => {
      failing(1, { status: 503, headers: { "retry-after": "7" } });
      const waits: number[] = [];
      const noting = (ms: number) => Promise.resolve(void waits.push(ms));
      await withWaits(noting, async () => {
        await client(server, { retry: { attempts: 2, baseMs: 1 } }).send(read);
      });
      // What the server asks for, and up to baseMs more.
      assert.deepEqual([server.calls.length, waits.map(Math.floor)], [2, [7000]]);
    });
  });

  it("treats a call as unsent only if it failed before sending at all of its host's addresses", () => {
    const failed = (code: string, syscall?: string, more: object = {}) =>
      Object.assign(new Error(), { code, ...(syscall && { syscall }), ...more });
    const refused = failed("ECONNREFUSED", "connect");
    const reset = failed("ECONNRESET", "read");
    const unsent = [
      refused,
      failed("ETIMEDOUT", "connect"),
      failed("EAI_AGAIN", "getaddrinfo"),
      ...["CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT"].map((code) => failed(code)),
      ...["ERR_TLS_CERT_ALTNAME_INVALID", "ERR_SSL_WRONG_VERSION_NUMBER", "EPROTO"].map((code) => failed(code)),
      failed("ERR_NETWORK", undefined, { cause: refused }),
      failed("ETIMEDOUT", undefined, { errors: [refused, failed("ETIMEDOUT", "connect")] }),
      failed("ECONNREFUSED", undefined, { errors: [] }),
    ];
    for (const error of unsent) assert.ok(isUnsent(error), error.code);
    const perhaps = [
      reset,
      failed("EPIPE", "write"),
      failed("ETIMEDOUT"),
      failed("X", "", { errors: [refused, reset] }),
    ];
    for (const error of [...perhaps, failed("X", "", { errors: [] }), "ECONNREFUSED", undefined])
      assert.ok(!isUnsent(error), String(error));
  });

  it("counts throttling apart from other failures, for the next wait and for giving up", () => {
    const tries = new Attempts(3);
    assert.ok(tries.mayRetry({ status: 503 }, true) && tries.mayRetry({ status: 503 }, true));
    assert.ok(tries.mayRetry({ status: 429 }, true));
    assert.deepEqual([tries.failuresLike(429), tries.failuresLike(503)], [1, 2]);
    tries.waited(503, 3_600_000);
    tries.waited(429, 599_999);
    assert.ok(tries.mayRetry({ status: 429 }, false));
    tries.waited(429, 1);
    assert.ok(!tries.mayRetry({ status: 429 }, true));
    assert.ok(!tries.mayRetry({ status: 503 }, true));
  });

  it("knows that a POST was not carried out if it was throttled until connections were refused", async () => {
    const going = await new StandIn().start();
    going.handler = () => ({ status: 429, headers: { connection: "close" } });
    let stopped: Promise<void> | undefined;
    const sleep = () => (stopped ??= going.stop());
    const error = await failure(client(going, { retry: { attempts: 2, baseMs: 1, sleep } }).send(create));
    assert.equal(error.kind, "refused");
    assert.match(error.message, / got no answer: .*ECONNREFUSED.* Nothing was sent\./);
  });
});
