import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { bench, DATAFLOW, dataset, DOMAIN, JOB, PARAMETER, SOURCE, START, stopAll } from "./support";

const DAY = 24 * 60 * 60_000;

describe("simulator: state", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "simulator-"));
  });
  afterEach(async () => {
    await stopAll();
    rmSync(folder, { recursive: true });
  });

  it("can be restored from a snapshot, including names and references", async () => {
    const { simulator, call, make } = await bench();
    await call("POST", "/domains", DOMAIN);
    const id = await make("datasets", dataset("sales"));
    const before = simulator.snapshot();
    await call("DELETE", `/datasets/${id}`);
    await call("DELETE", "/domains/states");
    await make("jobs", JOB);
    simulator.restore(before);
    assert.deepEqual(simulator.snapshot(), before);
    assert.equal(simulator.store.find("datasets", { Domain: "states", DatasetName: "sales" })?.id, id);
    assert.equal(simulator.store.find("jobs", JOB), undefined);
    assert.equal((await call("DELETE", "/domains/states")).status, 400);
    assert.equal((await call("POST", "/datasets", dataset("sales"))).status, 400);
  });

  it("is not changed through a snapshot", async () => {
    const { simulator, call } = await bench();
    await call("POST", "/domains", DOMAIN);
    const [domain] = simulator.snapshot().domains ?? [];
    Object.assign(domain?.properties ?? {}, { DomainName: "x" });
    assert.equal((await call("GET", "/domains/states")).body.DomainName, "states");
  });

  it("survives a restart, including work in progress and tokens", async () => {
    const data = join(folder, "deep", "data.json");
    const first = await bench({}, { data });
    await first.call("POST", "/domains", DOMAIN);
    const id = await first.make("datasets", dataset("sales"));
    await first.call("PUT", `/datasets/${id}`, { DatasetSchema: [{ name: "a", type: "int" }] });
    const { token } = first.simulator;
    const ann = first.simulator.tokenFor("ann");
    await first.simulator.close();

    const second = await bench({}, { data });
    assert.equal(second.simulator.token, token);
    assert.deepEqual(second.simulator.snapshot(), first.simulator.snapshot());
    const read = async () => (await second.call("GET", `/datasets/${id}`, undefined, { Authorization: ann })).body;
    assert.equal((await read()).RegistrationStatus, "in_progress");
    second.clock.now += 5;
    assert.equal((await read()).RegistrationStatus, "completed");
    assert.equal((await second.call("DELETE", "/domains/states")).status, 400);
  });

  it("survives a restart, including dataflows, secret parameters and grants", async () => {
    const data = join(folder, "data.json");
    const first = await bench({ changeCase: false }, { data });
    const source = await first.make("datasources", SOURCE);
    await first.make(`datasources/${source}/dataflows`, DATAFLOW);
    await first.make("parameters", { ...PARAMETER, ParameterType: "SecureString" });
    const Grants = [{ AccessType: "owner", GranteeType: "user", Grantee: "ann" }];
    await first.call("POST", "/parameters/region/share", { Grants });
    await first.simulator.close();

    const second = await bench({ changeCase: false }, { data });
    assert.deepEqual(second.simulator.snapshot(), first.simulator.snapshot());
    assert.deepEqual((await second.call("GET", "/parameters/region/share")).body, { Grants });
    assert.equal(second.simulator.store.get("parameters", "region")?.properties.ParameterValue, "eu");
    assert.equal((await second.call("DELETE", `/datasources/${source}`)).status, 400);
    const again = await second.call("POST", `/datasources/${source}/dataflows`, DATAFLOW);
    assert.match(String(again.body.Message), /^IPV-1018/);
    const state = { tags: [{ collection: "tags", id: "a", properties: {}, grants: [1] }] };
    assert.equal((await second.admin("PUT", "state", state)).status, 400);
  });

  it("is written completely after a change, to a file that only its owner can read", async () => {
    const data = join(folder, "data.json");
    const { simulator, call } = await bench({}, { data });
    await call("POST", "/domains", DOMAIN);
    await simulator.flush();
    assert.ok(readFileSync(data, "utf8").includes('"states"'));
    assert.equal(statSync(data).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ["data.json"]);
  });

  it("is written automatically soon after a change", async () => {
    const data = join(folder, "data.json");
    const { simulator, call } = await bench({}, { data });
    await simulator.flush();
    await call("POST", "/domains", DOMAIN);
    while (!readFileSync(data, "utf8").includes('"states"')) await new Promise(setImmediate);
  });

  it("keeps a token until a day before it expires, but not an expired one", async () => {
    const data = join(folder, "data.json");
    const start = async (now: number) => {
      const simulator = await startSimulator({ data, now: () => now });
      const { token } = simulator;
      await simulator.close();
      return token;
    };
    const token = await start(START);
    assert.equal(await start(START + 29 * DAY), token);
    const renewed = await start(START + 29 * DAY + 1);
    assert.notEqual(renewed, token);

    const ended = await startSimulator({ data, now: () => START + 30 * DAY });
    assert.equal(ended.token, renewed);
    ended.expireToken();
    await ended.close();
    assert.notEqual(await start(START + 30 * DAY), renewed);
  });

  it("rejects a file with something else in it, and leaves it unchanged", async () => {
    const data = join(folder, "data.json");
    for (const text of ["{", "{}", '{"version":1,"objects":{},"revoked":[]}']) {
      writeFileSync(data, text);
      const message = `${data} does not contain a simulator's data; name a file that a simulator wrote, or one that does not exist yet`;
      await assert.rejects(startSimulator({ data }), { message });
      assert.equal(readFileSync(data, "utf8"), text);
    }
    const why = "EISDIR: illegal operation on a directory, read";
    const message = `${folder} cannot be read (${why}); name a file that a simulator wrote, or one that does not exist yet`;
    await assert.rejects(startSimulator({ data: folder }), { message });
  });

  it("finds an object among thousands by looking at no other", async () => {
    const { simulator, call } = await bench();
    await call("POST", "/domains", DOMAIN);
    let looks = 0;
    const put = (i: number) => {
      const stored = { collection: "datasets", id: `i${i}`, properties: dataset(`n${i}`) };
      const get = (target: typeof stored, key: keyof typeof stored) => (looks++, target[key]);
      simulator.store.put(new Proxy(stored, { get }));
    };
    const looksToFind = (i: number) => {
      looks = 0;
      assert.equal(simulator.store.find("datasets", { Domain: "states", DatasetName: `n${i}` })?.id, `i${i}`);
      return looks;
    };
    put(0);
    const among1 = looksToFind(0);
    for (let i = 1; i < 2_000; i++) put(i);
    assert.equal(looksToFind(1_000), among1);
  });
});
