import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError, type ApiRequest } from "../../providers/client/api";
import { Gate } from "../../providers/client/gate";
import { allOf } from "../../providers/client/paging";
import { client, failure, StandIn, SUBJECT } from "./stand-in";

const read: ApiRequest = { method: "GET", path: "/jobs/1", subject: SUBJECT };

describe("Limits on calls", () => {
  let server: StandIn;
  beforeEach(async () => void (server = await new StandIn().start()));
  afterEach(() => server.stop());

  describe("maxConcurrency", () => {
    it("applies to calls, lists and uploads together", async () => {
      server.handler = async () => (await delay(15), { json: { jobs: [] } });
      const api = client(server, { maxConcurrency: 3 });
      const list = { path: "/jobs", items: "jobs", subject: SUBJECT };
      await Promise.all(
        Array.from({ length: 6 }, () => [
          api.send(read),
          api.send(read),
          allOf(api.list(list)),
          api.upload(`${server.url}/store`, Buffer.from("x"), SUBJECT),
        ]).flat(),
      );
      assert.deepEqual([server.mostInFlight, server.calls.length], [3, 24]);
    });

    it("lets calls that continue an object go before those that begin one", async () => {
      const api = client(server, { maxConcurrency: 1 });
      const send = (path: string, begins = false) => api.send({ ...read, path, begins });
      await Promise.all([send("/jobs/1"), send("/jobs/2", true), send("/jobs/3"), send("/jobs/4")]);
      assert.deepEqual(
        server.calls,
        ["1", "3", "4", "2"].map((id) => `GET /dev/jobs/${id}`),
      );
    });

    it("does not count a call that waits to be repeated", async () => {
      let busy = true;
      server.handler = ({ url }) => (url.endsWith("/1") && busy ? { status: 503 } : { json: {} });
      let release = (): void => undefined;
      const sleep = () => new Promise<void>((resolve) => (release = resolve));
      const api = client(server, { maxConcurrency: 1, retry: { attempts: 2, baseMs: 1, sleep } });
      const first = api.send(read);
      await api.send({ ...read, path: "/jobs/2" });
      busy = false;
      release();
      await first;
      assert.deepEqual(server.calls, ["GET /dev/jobs/1", "GET /dev/jobs/2", "GET /dev/jobs/1"]);
    });
  });

  describe("the gate", () => {
    it("lets calls in flight finish, and sends none of those that wait for their turn", async () => {
      const api = client(server, { maxConcurrency: 2 });
      server.handler = async (_request, count) => {
        if (count === 2) api.gate.close("The engine is gone.");
        await delay(30);
        return { json: { ok: true } };
      };
      const calls = Array.from({ length: 5 }, () => api.send(read).catch((error: unknown) => error));
      while (!api.gate.closed) await delay(1);
      assert.equal(api.gate.inFlight, 2);
      await api.gate.onIdle();
      const [first, second, ...rest] = await Promise.all(calls);
      assert.deepEqual([first, second, server.calls.length], [{ ok: true }, { ok: true }, 2]);
      for (const error of rest) {
        assert.ok(error instanceof ApiError);
        assert.equal(error.kind, "stopped");
        assert.equal(error.message, `${SUBJECT}: nothing was sent. The engine is gone.`);
        assert.equal(error.stack, `UserError: ${error.message}`);
      }
    });

    it("ends the wait of calls to be repeated, immediately and for many of them", async () => {
      server.handler = () => ({ status: 503, headers: { "retry-after": "30" } });
      const warnings: Error[] = [];
      const note = (warning: Error): void => void warnings.push(warning);
      process.on("warning", note);
      const { gate, ...api } = client(server, { retry: { attempts: 3, baseMs: 1 } });
      const calls = Array.from({ length: 40 }, () => failure(api.send(read)));
      while (api.log.length < 40) await delay(1);
      const start = performance.now();
      gate.close("The engine is gone.");
      const errors = await Promise.all(calls);
      await delay(5);
      process.off("warning", note);
      assert.ok(performance.now() - start < 1000);
      assert.deepEqual([new Set(errors.map(({ kind }) => kind)), server.calls.length], [new Set(["stopped"]), 40]);
      assert.deepEqual(warnings, []);
    });

    it("ends the wait of calls that are slowed down by throttling", async () => {
      server.handler = (_request, count) => (count === 1 ? { status: 429 } : { json: {} });
      const { gate, ...api } = client(server, { maxConcurrency: 1, retry: { attempts: 2, baseMs: 60_000 } });
      const calls = Array.from({ length: 20 }, () => failure(api.send(read)));
      while (server.calls.length < 1) await delay(1);
      await delay(20);
      gate.close("The engine is gone.");
      const errors = await Promise.all(calls);
      assert.deepEqual([new Set(errors.map(({ kind }) => kind)), server.calls.length], [new Set(["stopped"]), 1]);
    });

    it("stops uploads too", async () => {
      const api = client(server);
      api.gate.close("Enough.");
      assert.equal((await failure(api.upload(`${server.url}/x`, Buffer.from("x"), SUBJECT))).kind, "stopped");
      assert.deepEqual(server.calls, []);
    });

    it("keeps its first reason, and is idle when nothing is in flight", async () => {
      const gate = new Gate();
      gate.check("anything");
      const leave = gate.enter();
      let idle = false;
      const waiting = gate.onIdle().then(() => (idle = true));
      await delay(1);
      assert.deepEqual([gate.inFlight, idle], [1, false]);
      leave();
      leave();
      await waiting;
      await gate.onIdle();
      assert.equal(gate.inFlight, 0);
      gate.close("first");
      gate.close("second");
      assert.equal(gate.closed, "first");
    });
  });

  describe("a token that is not accepted", () => {
    it("closes the gate, so that nothing more is sent", async () => {
      const answers = [
        { status: 401, json: { message: "Unauthorized" } },
        { status: 401 },
        { status: 403, json: { message: "Unauthorized" } },
        { status: 403, json: { message: "The incoming token has expired" } },
      ];
      for (const answer of answers) {
        server.received.length = 0;
        server.handler = () => answer;
        const api = client(server);
        const error = await failure(api.send(read));
        const reason =
          "Amorphic does not accept the token: it has expired, was revoked or belongs to another environment; create a new one in " +
          "Profile & Settings > Manage Access Tokens. The next run continues where this one stopped.";
        assert.equal(error.kind, "stopped");
        const said = answer.json?.message ?? "nothing";
        assert.equal(
          error.message,
          `${SUBJECT}: GET /jobs/1 was refused: ${said} (HTTP ${String(answer.status)}). ${reason}`,
        );
        assert.equal(api.gate.closed, reason);
        assert.equal((await failure(api.send(read))).message, `${SUBJECT}: nothing was sent. ${reason}`);
        assert.equal(server.calls.length, 1);
      }
    });

    it("is distinguished from missing rights", async () => {
      for (const answer of [
        { status: 403, json: { message: "Forbidden" } },
        { status: 401, json: { Message: "AUTH-1010 - no" } },
      ]) {
        server.handler = () => answer;
        const api = client(server);
        assert.deepEqual([(await failure(api.send(read))).kind, api.gate.closed], ["refused", undefined]);
      }
    });

    it("is recognised before a call is sent if it expires during the run, by the server's clock", async () => {
      const expires = new Date("2026-01-01T00:01:00Z");
      let minute = "00:00:59";
      server.handler = () => ({ headers: { date: `Thu, 01 Jan 2026 ${minute} GMT` }, json: {} });
      const api = client(server, { expires, now: () => 0, maxConcurrency: 1 });
      await api.send(read);
      minute = "00:01:00";
      await api.send(read);
      const errors = await Promise.all([1, 2, 3].map(() => failure(api.send(read))));
      assert.equal(
        errors[0]?.message,
        `${SUBJECT}: nothing was sent. The token expired at 2026-01-01T00:01:00.000Z during the run, with 3 calls ` +
          "still to be sent; create a new one in Profile & Settings > Manage Access Tokens. The next run continues where this one stopped.",
      );
      assert.deepEqual([errors.map(({ kind }) => kind), server.calls.length], [["stopped", "stopped", "stopped"], 2]);
    });
  });
});
