import assert from "node:assert/strict";
import { eachType } from "./each-type";
import { describeEach } from "./kinds";
import { World } from "./world";

describeEach("Deleting", () => {
  eachType(({ type, subject, all, needs, id }) => {
    const [remove, read] = [type.delete, type.read].map(({ method, path }) => `${method} ${path}`);
    const left = needs.filter((definition) => definition.type === type.name).length;

    it("is one call, and one read to check it", async () => {
      const world = await World.deployed(all);
      const calls = await world.calls(async () => assert.deepEqual(await world.engine.up(needs), [`delete ${id}`]));
      assert.deepEqual(calls, [remove, read]);
      assert.equal(world.count(type), left);
      assert.ok(![...world.project.journal().values()].some((text) => text.includes(`"owner": "${id}"`)));
    });

    it("succeeds a second time", async () => {
      const { engine } = await World.deployed(all);
      const entry = engine.state.get(id);
      assert.ok(entry);
      await engine.provider.delete(entry.id, entry.outputs);
      await engine.provider.delete(entry.id, entry.outputs);
    });

    it("succeeds for an object that somebody deleted by hand", async () => {
      const world = await World.deployed(all);
      await world.byHand(subject);
      assert.deepEqual(await world.engine.up(needs), [`delete ${id}`]);
    });

    it("waits until the object is gone, on a platform that deletes slowly", async () => {
      const world = await World.deployed(all);
      Object.assign(world.simulator.settings, { slowDelete: true, deletion: { polls: 2 } });
      const calls = await world.calls(() => world.engine.up(needs));
      assert.deepEqual(calls, [remove, read, read, read]);
      assert.equal(world.count(type), left);
    });

    it("may be followed by a create under the same name", async () => {
      const world = await World.deployed(all);
      Object.assign(world.simulator.settings, { slowDelete: true, deletion: { polls: 1 } });
      await world.engine.up(needs);
      assert.deepEqual(await world.engine.up(all), [`create ${id}`]);
      assert.equal(world.count(type), left + 1);
    });
  });
});
