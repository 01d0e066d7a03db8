import assert from "node:assert/strict";
import { holds } from "../support/fields";
import { PartialFailure } from "../support/provider-call";
import { eachType, fieldsToTry } from "./each-type";
import { describeEach } from "./kinds";
import { failing } from "./failing";
import { IMPORTED } from "./stage";
import { World } from "./world";

describeEach("An existing object of the same name", () => {
  eachType((subject) => {
    const { type, all, needs, others, id, inStep } = subject;
    const { properties } = subject.subject;
    /** As defined, except for what can be changed. */
    const theirs = Object.fromEntries(
      Object.entries(properties)
        .filter(([key]) => !inStep(key))
        .map(([key, value]) => [key, type.fields[key]?.immutable ? value : others[key]?.[0]]),
    );
    const imported = { ...subject.subject, logicalId: IMPORTED };
    const withImport = [...needs, imported];
    const count = all.filter((definition) => definition.type === type.name).length;

    /** A platform where somebody has created the object. @returns also how to look at it */
    const made = async (user: string, stack: "usual" | "guarded", values: object = theirs) => {
      const world = await World.deployed(needs, stack);
      await world.madeBy(user, type, world.sent(values));
      world.simulator.clearLog();
      return { world, look: () => world.stored(type).at(-1)?.properties };
    };

    const isRefused = async (world: World) => {
      const key = type.naturalKey.map((name) => String(world.sent(properties[name])));
      const named = type.naturalKey.map((name, i) => `${name} ${JSON.stringify(key[i])}`).join(", ");
      await assert.rejects(world.engine.up(all), {
        message:
          `${type.name} ${JSON.stringify(key.join("."))} (${id}) cannot be created: Amorphic already has one with ${named}, ` +
          `and this stack did not create it. Choose another name, or take it over by \`import --match\`, which first shows the differences, or by adding "${id}" to amorphic:import ` +
          "in the stack's file.",
      });
      assert.equal(world.count(type), count);
      assert.ok(!world.engine.state.has(id));
    };

    for (const [user, whose] of [
      ["somebody", "somebody else"],
      ["service-user", "our own service user (for another stack)"],
    ] as const) {
      it(`created by ${whose} stays as it is, however often the run is repeated`, async () => {
        const { world, look } = await made(user, "usual");
        const before = look();
        await isRefused(world);
        await isRefused(world);
        assert.deepEqual(look(), before);
      });
    }

    it("created by somebody else after our own create was cut off stays as it is", async () => {
      const world = await World.deployed(needs);
      const { method, path } = type.create;
      world.simulator.faults.add(failing(`${method} ${path}`, { kind: "reset-before" }, Infinity));
      await assert.rejects(world.engine.up(all), /got no answer/);
      world.simulator.faults.clear();
      await world.madeBy("somebody", type, world.sent(theirs));
      await isRefused(world);
      await isRefused(world);
    });

    it("listed for import is imported and changed as defined, not created again", async () => {
      const { world, look } = await made("somebody", "guarded");
      const calls = await world.calls(async () => {
        assert.deepEqual(await world.engine.up(withImport), [`create ${IMPORTED}`]);
      });
      assert.ok(!calls.includes(`${type.create.method} ${type.create.path}`), calls.join(", "));
      assert.equal(world.count(type), count);
      assert.equal(look()?.["CreatedBy"], "somebody");
      assert.ok(holds(world.object(imported), world.sent(properties)));
      assert.deepEqual(await world.engine.plan(withImport), []);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(withImport), []);
    });

    for (const [key] of fieldsToTry(type, "stay")) {
      if (type.naturalKey.includes(key) || inStep(key)) continue;
      it(`listed for import with another ${key} stays as it is, since that cannot be changed`, async () => {
        const { world, look } = await made("somebody", "guarded", { ...theirs, [key]: others[key]?.[0] });
        const before = look();
        for (let run = 1; run <= 2; run++) {
          await assert.rejects(world.engine.up(withImport), (error: Error) => {
            assert.ok(!(error instanceof PartialFailure), "it is in the state, and would be replaced");
            assert.match(error.message, new RegExp(`exists with another ${key}, which cannot be changed in place\\.`));
            return true;
          });
        }
        assert.ok(!world.engine.state.has(IMPORTED));
        assert.deepEqual(look(), before);
      });
    }

    const { update } = type;
    if (update === undefined) return;
    it("listed for import is updated by the next run, not replaced, if its update fails", async () => {
      const { world } = await made("somebody", "guarded");
      world.simulator.faults.add(failing(`${update.method} ${update.path}`, { kind: "status", status: 503 }, Infinity));
      await assert.rejects(world.engine.up(withImport), PartialFailure);
      world.simulator.faults.clear();
      assert.deepEqual(await world.engine.plan(withImport), [`update ${IMPORTED}`]);
      assert.deepEqual(await world.engine.up(withImport), [`update ${IMPORTED}`]);
      assert.ok(holds(world.object(imported), world.sent(properties)));
      assert.deepEqual(await world.engine.plan(withImport), []);
    });
  });
});
