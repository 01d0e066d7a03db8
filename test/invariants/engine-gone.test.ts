import assert from "node:assert/strict";
import { samples } from "../samples";
import { MiniEngine, type Definition } from "../support/mini-engine";
import { until } from "../support/poll";
import { theStage } from "./stage";
import { typeNamed, World } from "./world";

/** More than are in flight at once. */
const MANY = 60;
const AT_ONCE = 10;

describe("When the engine is gone", () => {
  it("the provider process sends nothing more and exits by itself", async function () {
    this.timeout(30_000);
    const world = await World.fresh({ latency: 300 });
    const provider = await (await theStage()).ownProvider("usual");
    const runs = Array.from({ length: MANY }, (_, i) => new MiniEngine(provider).up([tag(i)]));
    const ends = Promise.allSettled(runs);

    await until("the first calls were answered", () => world.simulator.log.length > 0);
    provider.endEngine();
    const answers = await ends;
    const sent = world.simulator.log.length;
    // Those answered, those in flight when the engine went, and those sent before the process noticed.
    assert.ok(sent <= 3 * AT_ONCE && sent < MANY, `${String(sent)} calls were sent`);
    const reasons = answers.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
    assert.equal(reasons.length, MANY - world.count(typeNamed("Tag")));
    for (const reason of reasons) assert.match(reason, /nothing (more )?(was|is) sent/);

    assert.equal(await provider.exited, 1);
    assert.equal(world.simulator.log.length, sent);
  });
});

function tag(i: number): Definition {
  const { subject } = samples.get("Tag") ?? {};
  assert.ok(subject);
  return { ...subject, properties: { ...subject.properties, TagValue: `Finance ${String(i)}` } };
}
