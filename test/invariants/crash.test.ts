import assert from "node:assert/strict";
import { samples } from "../samples";
import { callsOf, pathPattern } from "../support/expected-calls";
import { MiniEngine, type State } from "../support/mini-engine";
import { until } from "../support/poll";
import { eachType } from "./each-type";
import { describeEach, kind } from "./kinds";
import { theStage } from "./stage";
import { World } from "./world";

describeEach("When the process is killed between a create and its answer", () => {
  const everyNeed = [...samples.values()].flatMap(({ needs }) => needs);
  let world: World;
  let state: State;

  /** An engine that knows what the samples need, but nothing of what was being created. */
  const engineOf = (provider: MiniEngine["provider"]) => {
    const engine = new MiniEngine(provider);
    for (const [name, entry] of state) engine.state.set(name, entry);
    return engine;
  };

  before(async function () {
    this.timeout(60_000);
    world = await World.fresh();
    await world.engine.up(everyNeed);
    state = new Map(world.engine.state);
    const victim = await (await theStage()).ownProvider("wide");
    const creates = [...kind().catalog.values()].map(({ create }) => create);
    world.simulator.clearLog();
    for (const { method, path } of creates) {
      const fault = { kind: "latency", ms: 60_000, after: true } as const;
      world.simulator.faults.add({ match: { method, path: pathPattern(path) }, fault });
    }
    const runs = [...samples.values()].map(({ subject }) => engineOf(victim).up([...everyNeed, subject]));
    const ends = Promise.allSettled(runs);
    await until("every create was carried out", () =>
      creates.every(({ method, path }) => callsOf(world.simulator.log, kind().catalog).includes(`${method} ${path}`)),
    );
    await victim.kill();
    assert.ok((await ends).every(({ status }) => status === "rejected"));
    world.simulator.faults.clear();
  });

  eachType(({ type, subject, id }) => {
    it("the next run continues with the object instead of creating it again", async () => {
      const engine = engineOf(world.engine.provider);
      const all = [...everyNeed, subject];
      const count = all.filter((definition) => definition.type === type.name).length;
      assert.equal(world.count(type), count);
      const calls = await world.calls(async () => assert.deepEqual(await engine.up(all), [`create ${id}`]));
      assert.ok(!calls.includes(`${type.create.method} ${type.create.path}`), calls.join(", "));
      assert.equal(world.count(type), count);
      assert.deepEqual(await engine.plan(all), []);
      await engine.refresh();
      assert.deepEqual(await engine.plan(all), []);
    });
  });
});
