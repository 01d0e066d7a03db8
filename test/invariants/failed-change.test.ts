import assert from "node:assert/strict";
import type { ResourceType } from "../../providers/catalog/type";
import { same } from "../../providers/lifecycle/compare";
import { createCalls, stepCalls, stepNames, updateCalls } from "../support/expected-calls";
import { holds } from "../support/fields";
import { eachType, fieldsThat, type Case } from "./each-type";
import { describeEach } from "./kinds";
import {
  LASTING,
  REFUSED,
  UNANSWERED,
  UNAVAILABLE,
  failing,
  failureOf,
  mended,
  numbered,
  pendingAfter,
} from "./failing";
import { World } from "./world";

describeEach("When a call fails", () => {
  eachType((subject) => {
    const { type, all, needs, id } = subject;
    const [create = ""] = createCalls(type, subject.subject);
    const steps = stepNames(type, subject.subject);

    describe("during a change", () => {
      const { changed, keys } = changeOfAll(subject);
      const calls = numbered(updateCalls(type, subject.subject, keys));
      const own = calls.length - stepCalls(type, subject.subject, steps, true).length;

      for (const [i, call] of calls.entries()) {
        for (const [what, fault] of Object.entries(LASTING)) {
          it(`${call} ${what}: what was confirmed is kept, and the next run makes the missing calls`, async () => {
            const world = await World.deployed(all);
            world.simulator.faults.add(failing(call, fault, Infinity));
            const pending = pendingAfter(await failureOf(world.engine.up(changed)), world, subject);
            const expected = updateCalls(type, subject.subject, keys);
            const left = stepCalls(type, subject.subject, pending, true);
            assert.deepEqual(await mended(world, subject, `update ${id}`, changed), i < own ? expected : left);
            assert.ok(holds(world.object(subject.subject), world.sent(changed.at(-1)?.properties)));
          });
        }
      }
    });

    describe("during a change that is then reverted", () => {
      const { changed, keys } = changeOfAll(subject);
      for (const call of numbered(updateCalls(type, subject.subject, keys)).filter((name) => !name.startsWith("GET"))) {
        it(`${call} is carried out, but never answered: the next run undoes it`, async () => {
          const world = await World.deployed(all);
          const wanted = world.object(subject.subject);
          world.simulator.faults.add(failing(call, UNANSWERED, Infinity));
          await failureOf(world.engine.up(changed));
          await mended(world, subject);
          for (const key of keys) assert.deepEqual(world.object(subject.subject)[key], wanted[key], key);
          assert.deepEqual(world.object(subject.subject)["files"], wanted["files"]);
        });
      }
    });

    describe("while properties are removed", () => {
      const kept = Object.entries(subject.subject.properties).filter(([key]) => mustStay(type, key));
      const definitions = subject.with({ properties: Object.fromEntries(kept) });
      const left = fieldsThat(type, "change").filter(
        ([key, field]) => !mustStay(type, key) && field.default !== undefined,
      );
      const calls = updateCalls(
        type,
        subject.subject,
        left.map(([key]) => key),
      );
      for (const call of numbered(calls)) {
        it(`${call} is unavailable: the next run sets the defaults`, async () => {
          const world = await World.deployed(all);
          world.simulator.faults.add(failing(call, UNAVAILABLE, Infinity));
          await failureOf(world.engine.up(definitions));
          await mended(world, subject, `update ${id}`, definitions);
          for (const [key, field] of left)
            assert.ok(same(world.object(subject.subject)[key], field.default, field), key);
        });
      }
    });

    describe("during a deletion", () => {
      for (const { method, path } of [type.delete, type.read]) {
        it(`${method} ${path} is unavailable: the next run finishes it`, async () => {
          const world = await World.deployed(all);
          world.simulator.faults.add(failing(`${method} ${path}`, UNAVAILABLE, Infinity));
          await failureOf(world.engine.up(needs));
          assert.ok(world.engine.state.has(id));
          await mended(world, subject, `delete ${id}`, needs);
        });
      }
    });

    it("in the middle of a replacement, the next run creates what was deleted", async () => {
      const world = await World.deployed(all);
      const [[key] = [""]] = fieldsThat(type, "stay");
      const replaced = subject.withProperty(key, subject.others[key]?.[0]);
      world.simulator.faults.add(failing(create, REFUSED, Infinity));
      await failureOf(world.engine.up(replaced));
      await mended(world, subject, `create ${id}`, replaced);
    });
  });
});

/** Everything that changes in place is changed at once. */
function changeOfAll({ type, subject, others, otherArtifacts, with: withOther }: Case) {
  const fields = fieldsThat(type, "change").map(([key]) => [key, others[key]?.[0]] as const);
  const properties = { ...subject.properties, ...Object.fromEntries(fields) };
  const artifacts = Object.keys(otherArtifacts).length > 0 ? { artifacts: otherArtifacts } : {};
  return {
    changed: withOther({ properties, ...artifacts }),
    keys: [...fields.map(([key]) => key), ...Object.keys(otherArtifacts)],
  };
}

/** What cannot be left out, or not without a replacement. */
function mustStay(type: ResourceType, key: string): boolean {
  return type.fields[key]?.required === true || type.fields[key]?.immutable === true;
}
