import assert from "node:assert/strict";
import { handlerText } from "../../providers/engine/names";
import type { Fault, FaultRule } from "../../simulator";
import { pathPattern } from "../support/expected-calls";
import { PartialFailure } from "../support/provider-call";
import type { Case } from "./each-type";
import type { World } from "./world";

export const UNAVAILABLE: Fault = { kind: "status", status: 503 };
export const REFUSED: Fault = { kind: "status", status: 400, body: { Message: "IPV-1001 - Invalid value." } };
export const UNANSWERED: Fault = { kind: "reset-after" };
export const CUT_OFF: Fault = { kind: "reset-before" };
export const LASTING = { "is unavailable": UNAVAILABLE, "is refused": REFUSED, "is never answered": UNANSWERED };

/** The calls with a number where the same one comes more than once: `PUT upload (2.)`. */
export const numbered = (calls: readonly string[]): string[] =>
  calls.map((call, i) => {
    const nth = calls.slice(0, i + 1).filter((other) => other === call).length;
    return nth === 1 ? call : `${call} (${String(nth)}.)`;
  });

/** Makes a call fail, and from then on every one of its kind, so many times. */
export function failing(call: string, fault: Fault, times: number): FaultRule {
  const [, method = "", path = "", nth = "1"] = /^(\w+) (\S+)(?: \((\d+)\.\))?$/.exec(call) ?? [];
  const pattern = path === "upload" ? "^/_uploads/" : pathPattern(path);
  return { match: { method, path: pattern, nth: Number(nth), times }, fault };
}

/** Why the run failed; the message names the resource. */
export async function failureOf(run: Promise<unknown>): Promise<Error> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, "the run did not fail");
  assert.match(error.message, /^([A-Z]\w+ ".+" \(\w+\)|All of type \w+): /);
  return error;
}

/** The steps that a partial failure left, after checking that it kept all that the engine needs. */
export function pendingAfter(error: Error, world: World, { type, subject, id }: Case): readonly string[] {
  assert.ok(error instanceof PartialFailure, error.message);
  assert.equal(error.id, world.id(id));
  assert.deepEqual(error.reasons, [error.message]);
  assert.equal(error.properties["__provider"], handlerText(type));
  assert.ok(world.object(subject));
  for (const key of Object.keys(type.outputs)) assert.equal(typeof error.properties[key], "string", key);
  return error.properties["pendingSteps"] as readonly string[];
}

/** Checks that nothing is left to do, and that there is one object for each resource. */
export async function endsWell(world: World, { type, all }: Case, definitions = all): Promise<void> {
  const { engine } = world;
  assert.deepEqual(await engine.plan(definitions), []);
  await engine.refresh();
  assert.deepEqual(await engine.plan(definitions), []);
  assert.equal(world.count(type), definitions.filter((definition) => definition.type === type.name).length);
}

/** Repeats the failed run without the fault, and checks that it does what is expected. @returns its calls */
export async function mended(
  world: World,
  subject: Case,
  expected = `update ${subject.id}`,
  definitions = subject.all,
): Promise<string[]> {
  world.simulator.faults.clear();
  const calls = await world.calls(async () => {
    assert.deepEqual(await world.engine.up(definitions), [expected]);
  });
  await endsWell(world, subject, definitions);
  return calls;
}
