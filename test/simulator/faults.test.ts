import assert from "node:assert/strict";
import { withWaits } from "../support/waits";
import { asText, bench, brief, DOMAIN, JOB, send, stopAll } from "./support";

describe("simulator: faults", () => {
  afterEach(stopAll);

  it("answer with a given status, body and Retry-After, without doing anything", async () => {
    const { simulator, call } = await bench();
    const body = { Message: "AUTH-1011 - not yours" };
    simulator.faults.add({ fault: { kind: "status", status: 503, retryAfter: 2, body } });
    const reply = await call("POST", "/domains", DOMAIN);
    assert.deepEqual(brief(reply), { status: 503, body });
    assert.equal(reply.headers.get("Retry-After"), "2");
    assert.deepEqual(simulator.store.all("domains"), []);
    simulator.faults.clear();
    simulator.faults.add({ fault: { kind: "status", status: 502 } });
    assert.deepEqual(brief(await call("GET", "/domains")), { status: 502, body: { message: "Bad Gateway" } });
  });

  it("match by method, path, count and number of times", async () => {
    const { simulator, call } = await bench();
    const fails = async (match: object, calls: readonly (readonly [string, string])[]) => {
      simulator.faults.clear();
      simulator.faults.add({ match, fault: { kind: "status", status: 500 } });
      const failed = [];
      for (const [method, path] of calls) failed.push((await call(method, path)).status === 500);
      return failed.map(Number).join("");
    };
    const tags = ["GET", "/tags"] as const;
    const jobs = ["GET", "/jobs"] as const;
    const gone = ["DELETE", "/tags/x"] as const;
    const mixed = [tags, jobs, gone, tags, tags, tags];
    assert.equal(await fails({}, mixed), "111111");
    assert.equal(await fails({ method: "delete" }, mixed), "001000");
    assert.equal(await fails({ path: "^/tags$" }, mixed), "100111");
    assert.equal(await fails({ path: /^\/TAGS/gi }, mixed), "101111");
    assert.equal(await fails({ path: "^/tags$", nth: 2 }, mixed), "000100");
    assert.equal(await fails({ path: "^/tags$", times: 2 }, mixed), "100100");
    assert.equal(await fails({ path: "^/tags$", nth: 2, times: 2 }, mixed), "000110");
  });

  it("cut the connection before anything is done", async () => {
    const { simulator, call } = await bench();
    simulator.faults.add({ match: { nth: 1 }, fault: { kind: "reset-before" } });
    await assert.rejects(call("POST", "/domains", DOMAIN), { name: "TypeError", message: "fetch failed" });
    assert.deepEqual(simulator.store.all("domains"), []);
    assert.deepEqual(
      simulator.log.map(({ status, faults }) => [status, faults]),
      [[0, ["reset-before"]]],
    );
    assert.equal((await call("POST", "/domains", DOMAIN)).status, 200);
  });

  it("cut the connection after the write: the object exists although the client saw a reset", async () => {
    const { simulator, call } = await bench();
    simulator.faults.add({ match: { method: "POST", nth: 1 }, fault: { kind: "reset-after" } });
    const error = await call("POST", "/jobs", JOB).catch((caught: unknown) => caught);
    assert.ok(error instanceof TypeError && (error.cause as NodeJS.ErrnoException).code === "ECONNRESET");
    const job = simulator.store.find("jobs", JOB);
    assert.equal(job?.properties.JobName, "load");
    assert.deepEqual(
      simulator.log.map(({ status, id }) => [status, id]),
      [[0, job.id]],
    );
    assert.equal((await call("POST", "/jobs", JOB)).body.Message, "IPV-1018 - JobName load is not unique.");
  });

  it("expire the token in the middle of a run", async () => {
    const { simulator, call } = await bench();
    simulator.faults.add({ match: { nth: 2 }, fault: { kind: "expire-token" } });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await call("GET", "/domains")).status);
    assert.deepEqual(statuses, [200, 401, 401, 401]);
    simulator.renewToken();
    assert.equal((await call("GET", "/domains")).status, 200);
  });

  it("delay every answer, or some calls before or after they are processed", async () => {
    const { simulator, call } = await bench({ latency: 20 });
    const delays: { readonly ms: number; readonly processed: number }[] = [];
    const noting = (ms: number) => Promise.resolve(void delays.push({ ms, processed: simulator.log.length }));
    await withWaits(noting, async () => {
      await call("GET", "/domains");
      simulator.settings.latency = 0;
      await call("GET", "/domains");
      simulator.faults.add({ match: { nth: 1 }, fault: { kind: "latency", ms: 30 } });
      simulator.faults.add({ match: { nth: 1 }, fault: { kind: "latency", ms: 40, after: true } });
      await call("GET", "/domains");
    });
    assert.deepEqual(delays, [
      { ms: 20, processed: 0 },
      { ms: 30, processed: 2 },
      { ms: 40, processed: 3 },
    ]);
  });

  it("can delay the answer to a write that is already done", async () => {
    const { simulator, call } = await bench();
    simulator.faults.add({ match: { method: "POST" }, fault: { kind: "latency", ms: 60_000, after: true } });
    const cut = assert.rejects(call("POST", "/domains", DOMAIN));
    while (simulator.log.length === 0) await new Promise(setImmediate);
    assert.equal(simulator.store.all("domains").length, 1);
    await simulator.close();
    await cut;
  });

  it("apply to uploads too", async () => {
    const { simulator, call, make } = await bench();
    const job = await make("jobs", JOB);
    const link = asText((await call("POST", `/jobs/${job}/script`, { FileName: "a.py" })).body.UploadLink);
    simulator.faults.add({ match: { path: "^/_uploads/", nth: 1 }, fault: { kind: "status", status: 503 } });
    assert.equal((await send("PUT", link, "x", {})).status, 503);
    assert.equal((await send("PUT", link, "x", {})).status, 200);
  });
});
