import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { samples } from "../samples";
import { holds } from "../support/fields";
import { eachType, fieldsToTry } from "./each-type";
import { describeEach } from "./kinds";
import { World } from "./world";

describeEach("A datasource that somebody deleted with its dataflow", () => {
  it("does not prevent the refresh of others, and both are created again", async () => {
    const { needs, subject } = samples.get("Dataflow")!;
    const all = [...needs, subject];
    const world = await World.deployed(all);
    await world.byHand(subject);
    await world.byHand(needs[0]!);
    await world.engine.refresh();
    const left = needs.slice(1).map(({ logicalId }) => logicalId);
    assert.deepEqual([...world.engine.state.keys()], left);
    const made = ["create flowSource1", "create dataflow"];
    assert.deepEqual([await world.engine.plan(all), await world.engine.up(all)], [made, made]);
    assert.deepEqual(await world.engine.plan(all), []);
  });
});

describeEach("A change by hand", () => {
  eachType(({ type, subject, others, all, id }) => {
    for (const [key] of fieldsToTry(type, "change")) {
      it(`to ${key} is found by a refresh, planned as one update, and reverted`, async () => {
        const world = await World.deployed(all);
        const { engine } = world;
        const before = engine.state.get(id)?.inputs ?? {};
        await world.byHand(subject, { [key]: world.sent(others[key]?.[0]) });
        assert.deepEqual(await engine.plan(all), []);
        await engine.refresh();
        const after = engine.state.get(id)?.inputs ?? {};
        assert.deepEqual(Object.keys(after).sort(), Object.keys(before).sort());
        const changed = Object.keys(before).filter((name) => !isDeepStrictEqual(before[name], after[name]));
        assert.deepEqual(changed, [key]);
        assert.deepEqual(await engine.plan(all), [`update ${id}`]);
        await engine.up(all);
        assert.ok(holds(world.object(subject)[key], world.sent(subject.properties[key])));
        await engine.refresh();
        assert.deepEqual(await engine.plan(all), []);
      });
    }

    it("that deletes the object is found by a refresh, and the object is created again", async () => {
      const world = await World.deployed(all);
      await world.byHand(subject);
      await world.engine.refresh();
      assert.equal(world.engine.state.size, all.length - 1);
      assert.deepEqual(await world.engine.plan(all), [`create ${id}`]);
      assert.deepEqual(await world.engine.up(all), [`create ${id}`]);
      assert.deepEqual(await world.engine.plan(all), []);
    });
  });
});
