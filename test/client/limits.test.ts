import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { ApiError, type ApiRequest } from "../../providers/client/api";
import { Gate } from "../../providers/client/gate";
import { allOf } from "../../providers/client/paging";
import { withWaits } from "../support/waits";
import { client, failure, StandIn, SUBJECT, type Client, type Reply } from "./stand-in";

const DAY_MS = 24 * 60 * 60_000;
const read: ApiRequest = { method: "GET", path: "/jobs/1", subject: SUBJECT };

describe("Limits on calls", () => {
  let server: StandIn;
  beforeEach(async () => void (server = await new StandIn().start()));
  afterEach(() => server.stop());

  describe("maxConcurrency", () => {
    it("applies to calls, lists and uploads together", async () => {
      server.handler = async () => {
        while (server.mostInFlight < 3) await turn();
        // Time for one call too many to arrive.
        for (let turns = 0; turns < 20; turns++) await turn();
        return { json: { jobs: [] } };
      };
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
      let answer = (): void => undefined;
      const reply = new Promise<Reply>((resolve) => (answer = () => resolve({ json: { ok: true } })));
      server.handler = (_request, count) => {
        if (count === 2) api.gate.close("The engine is gone.");
        return reply;
      };
      const calls = Array.from({ length: 5 }, () => api.send(read).catch((error: unknown) => error));
      while (!api.gate.closed) await turn();
      assert.equal(api.gate.inFlight, 2);
      answer();
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

    /** The errors of calls whose waits outlast any test, if the gate closes once there are so many waits. */
    async function closedAt(waits: number, api: Client, count: number): Promise<ApiError[]> {
      let errors: ApiError[] = [];
      let begun = 0;
      const endless: Parameters<typeof withWaits>[0] = (_ms, real) => (begun++, real(DAY_MS));
      await withWaits(endless, async () => {
        const calls = Array.from({ length: count }, () => failure(api.send(read)));
        while (begun < waits) await turn();
        api.gate.close("The engine is gone.");
        errors = await Promise.all(calls);
      });
      return errors;
    }

    it("ends the wait of calls to be repeated, for many of them", async () => {
      server.handler = () => ({ status: 503 });
      const warnings: Error[] = [];
      const note = (warning: Error): void => void warnings.push(warning);
      process.on("warning", note);
      const errors = await closedAt(40, client(server, { retry: { attempts: 3, baseMs: 1 } }), 40);
      await turn();
      process.off("warning", note);
      assert.deepEqual([new Set(errors.map(({ kind }) => kind)), server.calls.length], [new Set(["stopped"]), 40]);
      assert.deepEqual(warnings, []);
    });

    it("ends the wait of calls that are slowed down by throttling", async () => {
      server.handler = (_request, count) => (count === 1 ? { status: 429 } : { json: {} });
      const slow = client(server, { maxConcurrency: 1, retry: { attempts: 2, baseMs: 1 } });
      // One waits to be repeated, another for its place.
      const errors = await closedAt(2, slow, 20);
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
      await turn();
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
