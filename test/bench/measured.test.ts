import assert from "node:assert/strict";
import { countCalls, leastCalls } from "../../bench/calls";
import type { Operation, Subject } from "../../bench/contender";
import { generate } from "../../bench/generate";
import { prepareOurs } from "../../bench/ours";
import { Platform } from "../../bench/platform";
import { workDirectory } from "../../bench/work-directory";
import { catalog } from "../../providers/catalog";
import { packed } from "../../providers/engine/packing";
import { withStandIns } from "../../providers/engine/stand-in";

const SIZE = 20;

describe("What the bench measures", function () {
  this.timeout(240_000);
  const { blocks } = generate(SIZE, 5);
  let platform: Platform;
  let subject: Subject;

  before(async () => {
    platform = await Platform.start(workDirectory("platform"), 0);
    // Finished at once, so that one look is enough.
    await platform.reset({ registration: { ms: 0 }, access: { ms: 0 } });
    subject = await prepareOurs({ size: SIZE, seed: 5, platform });
  });
  after(async () => {
    subject.remove();
    await platform.stop();
  });

  const run = async (operation: Operation) => {
    await platform.forgetCalls();
    const measured = await subject.run(operation);
    assert.equal(measured.code, 0, measured.stdout + measured.stderr);
    return { ...measured, calls: countCalls(await platform.calls()) };
  };

  it("is a deployment with the fewest calls possible, and little state", async () => {
    const { calls, memory, written } = await run("deploy");
    assert.deepEqual(calls, leastCalls("deploy", blocks));
    assert.deepEqual(Object.keys(memory).sort(), ["amorphic-cicd", "program", "provider", "pulumi"]);
    const bytes = await subject.stateBytes();
    assert.ok(written >= bytes, `${written}`);
    // Pulumi keeps only short values twice, as inputs and outputs; besides the properties 1.5 KB per resource: ids, times,
    // dependencies, secrets' fingerprints.
    const stored = blocks.map(({ Type, Properties }) => {
      const type = catalog.get(Type);
      assert.ok(type);
      const inputs = packed(type, Properties);
      return { inputs, outputs: withStandIns(type, inputs, inputs) };
    });
    const properties = JSON.stringify(stored).length;
    assert.ok(bytes <= properties + 1_500 * SIZE, `${bytes} bytes of state for ${properties} of properties`);
  });

  it("is a plan that reads lists and what they do not contain, or nothing without refresh", async () => {
    const { calls, stdout } = await run("plan");
    assert.equal(stdout, `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${SIZE} unchanged\n`);
    assert.deepEqual(calls, leastCalls("plan", blocks));
    assert.deepEqual((await run("plan without refresh")).calls, {});
  });

  it("is a plan with one change", async () => {
    const { stdout } = await run("plan with one change");
    assert.match(stdout, /^Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 19 unchanged$/m);
  });

  it("is a deployment of that change: a plan, the update, and a read of what was updated", async () => {
    const { calls, stdout } = await run("deploy of one change");
    assert.match(stdout, /^Deployed local: 0 created, 1 updated, 0 replaced, 0 deleted, 19 unchanged, in /m);
    const more = { "PUT jobs/{id}": 1, "GET jobs/{id}": 1, "GET jobs/{id}/resourceaccess": 4 };
    assert.deepEqual(calls, { ...leastCalls("plan", blocks), ...more });
  });

  it("is a destruction with the fewest calls possible", async () => {
    assert.deepEqual((await run("destroy")).calls, leastCalls("destroy", blocks));
  });
});
