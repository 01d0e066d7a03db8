import assert from "node:assert/strict";
import { handlerText } from "../../providers/engine/resource";
import type { Fault } from "../../simulator";
import { createCalls, stepCalls, stepNames, updateCalls } from "../support/expected-calls";
import { holds } from "../support/fields";
import { PartialFailure } from "../support/provider-call";
import { eachType, fieldsThat, type Case } from "./each-type";
import { failing, numbered } from "./failing";
import { World } from "./world";

const UNAVAILABLE: Fault = { kind: "status", status: 503 };
const REFUSED: Fault = { kind: "status", status: 400, body: { Message: "IPV-1001 - Invalid value." } };
const UNANSWERED: Fault = { kind: "reset-after" };
const CUT_OFF: Fault = { kind: "reset-before" };
const LASTING = { "is unavailable": UNAVAILABLE, "is refused": REFUSED, "is never answered": UNANSWERED };

describe("When a call fails", () => {
  eachType((subject) => {
    const { type, all, needs, id } = subject;
    const [create = "", ...later] = numbered(createCalls(type, subject.subject));
    const steps = stepNames(type, subject.subject);

    /** Runs until the fault, takes it away, and runs again. @returns what the second run called */
    const mended = async (world: World, expected = `update ${id}`, definitions = all) => {
      world.simulator.faults.clear();
      const calls = await world.calls(async () => assert.deepEqual(await world.engine.up(definitions), [expected]));
      await endsWell(world, subject, definitions);
      return calls;
    };

    describe("on the way to a new object", () => {
      for (const [what, fault] of Object.entries({ "is unavailable": UNAVAILABLE, "is cut off": CUT_OFF })) {
        it(`${create} ${what} for good: nothing is made, and the next run makes all of it after a look`, async () => {
          const world = await World.deployed(needs);
          world.simulator.faults.add(failing(create, fault, Infinity));
          const error = await failureOf(world.engine.up(all));
          assert.ok(!(error instanceof PartialFailure));
          const calls = await mended(world, `create ${id}`);
          const { method, path } = type.list;
          assert.equal(calls[0], `${method} ${path}`);
          assert.deepEqual(
            calls.filter((call) => call !== `${method} ${path}`),
            createCalls(type, subject.subject),
          );
        });
      }

      it(`${create} is refused: the next run makes all of it`, async () => {
        const world = await World.deployed(needs);
        world.simulator.faults.add(failing(create, REFUSED, Infinity));
        assert.ok(!((await failureOf(world.engine.up(all))) instanceof PartialFailure));
        assert.deepEqual(await mended(world, `create ${id}`), createCalls(type, subject.subject));
      });

      for (const [what, fault, times] of [
        ["is cut off once", CUT_OFF, 1],
        ["is unavailable once", UNAVAILABLE, 1],
        ["is carried out, but its answer is lost", UNANSWERED, 1],
        ["is carried out, but never answered", UNANSWERED, Infinity],
      ] as const) {
        it(`${create} ${what}: the run ends well`, async () => {
          const world = await World.deployed(needs);
          world.simulator.faults.add(failing(create, fault, times));
          assert.deepEqual(await world.engine.up(all), [`create ${id}`]);
          await endsWell(world, subject);
        });
      }

      it(`${create} is carried out, but neither its answer nor a look comes through: the next run goes on with it`, async () => {
        const world = await World.deployed(needs);
        world.simulator.faults.add(
          failing(create, UNANSWERED, Infinity),
          failing(`${type.list.method} ${type.list.path}`, UNAVAILABLE, Infinity),
        );
        assert.ok(!((await failureOf(world.engine.up(all))) instanceof PartialFailure));
        const calls = await mended(world, `create ${id}`);
        assert.ok(!calls.includes(create), calls.join(", "));
      });

      for (const call of later) {
        for (const [what, fault] of Object.entries(LASTING)) {
          it(`${call} ${what}: the object is kept, and the next run makes the missing calls`, async () => {
            const world = await World.deployed(needs);
            world.simulator.faults.add(failing(call, fault, Infinity));
            const pending = pendingAfter(await failureOf(world.engine.up(all)), world, subject);
            const failed = later.indexOf(call);
            const rest = steps.filter((_, i) => stepEnds(subject, steps, i) > failed);
            assert.deepEqual(pending, rest);
            assert.deepEqual(await mended(world), stepCalls(type, subject.subject, rest, true));
          });
        }

        it(`${call} is cut off once: the run ends well`, async () => {
          const world = await World.deployed(needs);
          world.simulator.faults.add(failing(call, CUT_OFF, 1), failing(call, UNANSWERED, 1));
          assert.deepEqual(await world.engine.up(all), [`create ${id}`]);
          await endsWell(world, subject);
        });
      }

      for (const step of type.steps) {
        if (step.kind !== "send" || step.wait === undefined) continue;
        it(`what ${step.name} started fails: the error says why, and the next run does it again`, async () => {
          const world = await World.deployed(needs);
          const message = "the column id is reserved";
          const started = `${step.call.method} ${step.call.path}`;
          for (const kind of ["fail-registration", "fail-access"] as const) {
            world.simulator.faults.add(failing(started, { kind, message }, Infinity));
          }
          const error = await failureOf(world.engine.up(all));
          assert.match(error.message, new RegExp(`${step.name} ended with .* "failed": ${message}\\.`));
          const pending = pendingAfter(error, world, subject);
          assert.deepEqual(await mended(world), stepCalls(type, subject.subject, pending, true));
        });
      }

      if (steps.length === 0) return;
      it("what is left to do survives a refresh in between", async () => {
        const world = await World.deployed(needs);
        world.simulator.faults.add(failing(later[0] ?? "", REFUSED, Infinity));
        await failureOf(world.engine.up(all));
        world.simulator.faults.clear();
        await world.engine.refresh();
        assert.deepEqual(await mended(world), stepCalls(type, subject.subject, steps, true));
      });
    });

    describe("on the way to a change", () => {
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
            assert.deepEqual(await mended(world, `update ${id}`, changed), i < own ? expected : left);
            assert.ok(holds(world.object(subject.subject), world.sent(changed.at(-1)?.properties)));
          });
        }
      }
    });

    describe("on the way to a deletion", () => {
      for (const { method, path } of [type.delete, type.read]) {
        it(`${method} ${path} is unavailable: the next run ends it`, async () => {
          const world = await World.deployed(all);
          world.simulator.faults.add(failing(`${method} ${path}`, UNAVAILABLE, Infinity));
          await failureOf(world.engine.up(needs));
          assert.ok(world.engine.state.has(id));
          await mended(world, `delete ${id}`, needs);
        });
      }
    });

    it("in the middle of a replacement, the next run creates what was deleted", async () => {
      const world = await World.deployed(all);
      const [[key] = [""]] = fieldsThat(type, "stay");
      const replaced = subject.withProperty(key, subject.others[key]?.[0]);
      world.simulator.faults.add(failing(create, REFUSED, Infinity));
      await failureOf(world.engine.up(replaced));
      await mended(world, `create ${id}`, replaced);
    });
  });
});

async function failureOf(run: Promise<unknown>): Promise<Error> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, "the run did not fail");
  assert.match(error.message, /^([A-Z]\w+ ".+" \(\w+\)|All of type \w+): /);
  return error;
}

/** What a partial failure left to do, after a look whether it kept all that the engine needs. */
function pendingAfter(error: Error, world: World, { type, subject, id }: Case): readonly string[] {
  assert.ok(error instanceof PartialFailure, error.message);
  assert.equal(error.id, world.id(id));
  assert.deepEqual(error.reasons, [error.message]);
  assert.equal(error.properties["__provider"], handlerText(type));
  assert.ok(world.object(subject));
  for (const key of Object.keys(type.outputs)) assert.equal(typeof error.properties[key], "string", key);
  return error.properties["pendingSteps"] as readonly string[];
}

async function endsWell(world: World, { type, all }: Case, definitions = all): Promise<void> {
  const { engine } = world;
  assert.deepEqual(await engine.plan(definitions), []);
  await engine.refresh();
  assert.deepEqual(await engine.plan(definitions), []);
  assert.equal(world.count(type), definitions.filter((definition) => definition.type === type.name).length);
}

/** The number of later calls that end with the step at this place. */
const stepEnds = ({ type, subject }: Case, steps: readonly string[], place: number): number =>
  stepCalls(type, subject, steps.slice(0, place + 1), false).length;

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
