import assert from "node:assert/strict";
import { until } from "../support/poll";
import { eachType } from "./each-type";
import { describeEach } from "./kinds";
import { World } from "./world";

describeEach("Renaming a block", () => {
  eachType(({ type, subject, all, needs, id }) => {
    const renamed = { ...subject, logicalId: "renamed" };
    const related = { ...renamed, renamedFrom: [id] };

    it("is no change and no call with RenamedFrom, which may be removed afterwards", async () => {
      const world = await World.deployed(all);
      const calls = await world.calls(async () => {
        assert.deepEqual(await world.engine.plan([...needs, related]), []);
        assert.deepEqual(await world.engine.up([...needs, related]), []);
        assert.deepEqual(await world.engine.up([...needs, renamed]), []);
      });
      assert.deepEqual(calls, []);
      assert.deepEqual([...world.engine.state.keys()].at(-1), "renamed");
    });

    it("is refused without RenamedFrom, and the object stays", async () => {
      const world = await World.deployed(all);
      const before = world.object(subject);
      const key = type.naturalKey.map((name) => String(world.sent(subject.properties[name])));
      const named = type.naturalKey.map((name, i) => `${name} ${JSON.stringify(key[i])}`).join(", ");
      await assert.rejects(world.engine.up([...needs, renamed]), {
        message:
          `${type.name} ${JSON.stringify(key.join("."))} (renamed) cannot be created: Amorphic already has one with ${named}, ` +
          `created by this stack for ${id}. If ${id} was renamed, add "RenamedFrom": ["${id}"] to the block; ` +
          "otherwise choose another name.",
      });
      assert.deepEqual(world.object(subject), before);
      assert.deepEqual(await world.engine.up([...needs, related]), []);
    });

    it("does not lose an object whose create was cut off before the engine knew of it", async () => {
      const world = await World.deployed(all);
      const count = world.count(type);
      world.engine.state.delete(id);
      const calls = await world.calls(async () => {
        assert.deepEqual(await world.engine.up([...needs, related]), ["create renamed"]);
      });
      assert.ok(!calls.includes(`${type.create.method} ${type.create.path}`), calls.join(", "));
      assert.equal(world.count(type), count);
    });

    it("lets the object be created again after somebody deleted it by hand", async () => {
      const world = await World.deployed(all);
      await world.byHand(subject);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.up([...needs, related]), ["create renamed"]);
      assert.deepEqual(await world.engine.plan([...needs, renamed]), []);
    });
  });
});

describeEach("Moving a resource under another parent", () => {
  eachType(({ type, subject, all, needs, id }) => {
    it("without an alias keeps the object: the new resource takes it over, and deleting the old one deletes nothing", async () => {
      const world = await World.deployed(all);
      const { state, provider } = world.engine;
      const object = () => ({ ...world.object(subject), LastModified: undefined });
      const before = object();
      // The engine has both under the same logical id, which is no more than a part of the URN.
      const moved = state.get(id)!;
      state.delete(id);
      state.set("old", moved);
      const count = world.count(type);
      const calls = await world.calls(async () => {
        assert.deepEqual(await world.engine.up(all), [`create ${id}`, "delete old"]);
      });
      const [make, remove] = [type.create, type.delete].map(({ method, path }) => `${method} ${path}`);
      assert.deepEqual(
        calls.filter((call) => call === make || call === remove),
        [],
      );
      assert.deepEqual([object(), world.count(type)], [before, count]);
      const isTold = () => provider.stderr().includes("another resource of this stack now manages the object");
      await until("the process's words have come", isTold);
      assert.deepEqual(await world.engine.plan(all), []);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(all), []);
      assert.deepEqual(await world.engine.up(needs), [`delete ${id}`]);
      assert.equal(world.count(type), count - 1);
    });
  });
});
