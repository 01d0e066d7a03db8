import assert from "node:assert/strict";
import { createCalls, stepCalls, stepNames } from "../support/expected-calls";
import { PartialFailure } from "../support/provider-call";
import { eachType, type Case } from "./each-type";
import { describeEach } from "./kinds";
import {
  CUT_OFF,
  LASTING,
  REFUSED,
  UNANSWERED,
  UNAVAILABLE,
  endsWell,
  failing,
  failureOf,
  mended,
  numbered,
  pendingAfter,
} from "./failing";
import { World } from "./world";

describeEach("When a call fails during a create", () => {
  eachType((subject) => {
    const { type, all, needs, id } = subject;
    const [create = "", ...later] = numbered(createCalls(type, subject.subject));
    const steps = stepNames(type, subject.subject);

    for (const [what, fault] of Object.entries({ "is unavailable": UNAVAILABLE, "is cut off": CUT_OFF })) {
      it(`${create} ${what} for good: nothing is created, and the next run looks, then creates everything`, async () => {
        const world = await World.deployed(needs);
        world.simulator.faults.add(failing(create, fault, Infinity));
        const error = await failureOf(world.engine.up(all));
        assert.ok(!(error instanceof PartialFailure));
        const calls = await mended(world, subject, `create ${id}`);
        const { method, path } = type.list;
        assert.equal(calls[0], `${method} ${path}`);
        assert.deepEqual(
          calls.filter((call) => call !== `${method} ${path}`),
          createCalls(type, subject.subject),
        );
      });
    }

    it(`${create} is refused: the next run creates everything`, async () => {
      const world = await World.deployed(needs);
      world.simulator.faults.add(failing(create, REFUSED, Infinity));
      assert.ok(!((await failureOf(world.engine.up(all))) instanceof PartialFailure));
      assert.deepEqual(await mended(world, subject, `create ${id}`), createCalls(type, subject.subject));
    });

    for (const [what, fault, times] of [
      ["is cut off once", CUT_OFF, 1],
      ["is unavailable once", UNAVAILABLE, 1],
      ["is carried out, but its answer is lost", UNANSWERED, 1],
      ["is carried out, but never answered", UNANSWERED, Infinity],
    ] as const) {
      it(`${create} ${what}: the run succeeds`, async () => {
        const world = await World.deployed(needs);
        world.simulator.faults.add(failing(create, fault, times));
        assert.deepEqual(await world.engine.up(all), [`create ${id}`]);
        await endsWell(world, subject);
      });
    }

    it(`${create} is carried out, but its answer and a look are lost: the next run continues with the object`, async () => {
      const world = await World.deployed(needs);
      world.simulator.faults.add(
        failing(create, UNANSWERED, Infinity),
        failing(`${type.list.method} ${type.list.path}`, UNAVAILABLE, Infinity),
      );
      assert.ok(!((await failureOf(world.engine.up(all))) instanceof PartialFailure));
      const calls = await mended(world, subject, `create ${id}`);
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
          assert.deepEqual(await mended(world, subject), stepCalls(type, subject.subject, rest, true));
        });
      }

      it(`${call} is cut off once: the run succeeds`, async () => {
        const world = await World.deployed(needs);
        world.simulator.faults.add(failing(call, CUT_OFF, 1), failing(call, UNANSWERED, 1));
        assert.deepEqual(await world.engine.up(all), [`create ${id}`]);
        await endsWell(world, subject);
      });
    }

    for (const step of type.steps) {
      if (step.kind !== "send" || step.wait === undefined) continue;
      it(`what ${step.name} started fails: the error says why, and the next run repeats it`, async () => {
        const world = await World.deployed(needs);
        const message = "the column id is reserved";
        const started = `${step.call.method} ${step.call.path}`;
        for (const kind of ["fail-registration", "fail-access"] as const) {
          world.simulator.faults.add(failing(started, { kind, message }, Infinity));
        }
        const error = await failureOf(world.engine.up(all));
        assert.match(
          error.message,
          new RegExp(`${step.name} ended with .* "${String(step.wait?.failed[0])}": ${message}\\.`),
        );
        const pending = pendingAfter(error, world, subject);
        assert.deepEqual(await mended(world, subject), stepCalls(type, subject.subject, pending, true));
      });
    }

    if (steps.length === 0) return;
    it("the steps that are left survive a refresh in between", async () => {
      const world = await World.deployed(needs);
      world.simulator.faults.add(failing(later[0] ?? "", REFUSED, Infinity));
      await failureOf(world.engine.up(all));
      world.simulator.faults.clear();
      await world.engine.refresh();
      assert.deepEqual(await mended(world, subject), stepCalls(type, subject.subject, steps, true));
    });
  });
});

/** The number of later calls that end with the step at this place. */
const stepEnds = ({ type, subject }: Case, steps: readonly string[], place: number): number =>
  stepCalls(type, subject, steps.slice(0, place + 1), false).length;
