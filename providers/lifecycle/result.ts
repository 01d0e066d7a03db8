import type { JsonObject } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { pick, type Properties } from "./inputs";
import { outputsOf } from "./live/live";
import { perhapsGiven, SHARE } from "./share";
import { storable } from "./values";

export interface Result {
  readonly id: string;
  readonly outs: Record<string, unknown>;
}

/**
 * The object exists, but not everything wanted was done. The engine stores `properties` (what Amorphic confirmed, and
 * what is pending) and calls update in the next run whether or not anything differs.
 */
export class PartialError extends Error {
  override readonly name = "PartialError";
  readonly reasons: string[];

  constructor(
    readonly id: string,
    readonly properties: Record<string, unknown>,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.reasons = [cause.message];
  }
}

export interface Outcome {
  /** Steps still to be done. */
  readonly pending: readonly string[];
  readonly error?: Error;
  /** Properties of the object's own update that were not confirmed. */
  readonly unsent?: readonly string[];
}

/**
 * The outputs after a create or an update, or the error that keeps what was confirmed.
 * @param object anything that holds the type's outputs
 * @param olds outputs before an update: what stays confirmed where the new value is not
 * @throws PartialError
 */
export function finish(
  type: ResourceType,
  id: string,
  inputs: Properties,
  object: JsonObject,
  outcome: Outcome,
  olds: Properties = {},
): Result {
  const outs: Record<string, unknown> = { ...inputs, ...outputsOf(type, object) };
  if (outcome.error === undefined) return { id, outs: storable(outs) };
  const isConfirmed = (key: string) => {
    if (key === "grants") return !outcome.pending.includes(SHARE);
    const step = type.steps.find((each) => (each.kind === "send" ? each.fields.includes(key) : key === "Artifacts"));
    return step ? !outcome.pending.includes(step.name) : !outcome.unsent?.includes(key);
  };
  const confirmed = Object.entries(outs).filter(([key]) => isConfirmed(key));
  const before = Object.keys(olds).filter((key) => !isConfirmed(key));
  const perhapsShared = outcome.pending.includes(SHARE) && { grants: perhapsGiven(olds, inputs) };
  const properties = { ...Object.fromEntries(confirmed), ...pick(olds, before), ...perhapsShared };
  throw new PartialError(id, storable({ ...properties, pendingSteps: outcome.pending }), outcome.error);
}
