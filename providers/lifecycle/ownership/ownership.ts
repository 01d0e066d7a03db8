import type { JsonObject } from "../../client/api";
import type { ResourceType } from "../../catalog/type";
import { UserError } from "../../errors";
import { subjectOf, type Properties } from "../inputs";
import type { JournalEntry } from "../journal/journal";
import { idOf, keyText } from "../live/live";
import type { Policy } from "../platform";

/** `Date` headers and creation times are truncated to seconds. */
const CLOCK_TOLERANCE_MS = 2_000;

/**
 * Whether an object with our natural key may be taken over: the journal holds, for this block, its id or an intent after
 * which our own service user created it; or the definition is listed for import.
 */
export function isOurs(
  type: ResourceType,
  inputs: Properties,
  object: JsonObject,
  entry: JournalEntry | undefined,
  policy: Policy,
): boolean {
  const isListed = inputs.logicalId !== undefined && policy.import.includes(inputs.logicalId);
  return isListed || isRecorded(type, inputs, object, entry, policy);
}

/** Whether the object is the one in the journal's entry for this block, or the one that the intent in it led to. */
export function isRecorded(
  type: ResourceType,
  inputs: Properties,
  object: JsonObject,
  entry: JournalEntry | undefined,
  policy: Policy,
): boolean {
  if (entry === undefined || !isFor(entry, inputs)) return false;
  if (entry.id !== undefined) return entry.id === idOf(type, object);
  const byUs = policy.userId !== undefined && object["CreatedBy"] === policy.userId;
  return byUs && madeAt(object) >= entry.time - CLOCK_TOLERANCE_MS;
}

/**
 * Whether somebody else created the object after the one in the entry was gone. Where the id is the name, the id alone
 * does not show that.
 */
export function isRecreated(type: ResourceType, object: JsonObject, entry: JournalEntry, policy: Policy): boolean {
  const isName = type.id.every((key) => type.naturalKey.includes(key));
  const by = object["CreatedBy"];
  const byOther = policy.userId !== undefined && typeof by === "string" && by !== policy.userId;
  return isName && byOther && madeAt(object) > entry.time + CLOCK_TOLERANCE_MS;
}

/** Between these a number counts milliseconds since the epoch, below them seconds, and above them it is no such time. */
const [FIRST_MS, LAST_MS] = [1e11, 1e13];

/** Milliseconds since the epoch, NaN if the object does not say. A time without a zone is UTC. */
function madeAt(object: JsonObject): number {
  const time = object["CreationTime"];
  if (typeof time === "number" || (typeof time === "string" && /^\d+(\.\d+)?$/.test(time))) {
    const number = Number(time);
    return number < FIRST_MS ? number * 1000 : number < LAST_MS ? number : NaN;
  }
  if (typeof time !== "string") return NaN;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`);
}

/**
 * Whether the object that has our natural key may be taken over.
 * @param id of the object
 * @param entry the journal's entry for the key
 * @returns the error of the create, if not
 */
export function refusalToTake(
  type: ResourceType,
  inputs: Properties,
  { id, object }: { readonly id: string | undefined; readonly object: JsonObject },
  entry: JournalEntry | undefined,
  policy: Policy,
): UserError | undefined {
  if (entry?.id !== undefined && entry.id === id) {
    if (!isFor(entry, inputs)) return taken(type, inputs, policy, entry);
    const isListed = policy.import.includes(inputs.logicalId ?? "");
    return !isListed && isRecreated(type, object, entry, policy) ? taken(type, inputs, policy) : undefined;
  }
  if (isOurs(type, inputs, object, entry, policy)) return undefined;
  // An entry with another id is about an object that is gone.
  return taken(type, inputs, policy, entry?.id === undefined ? entry : undefined);
}

/** Whether the entry was written for this block, under its present or an earlier name. */
export function isFor(entry: JournalEntry, inputs: Properties): boolean {
  return entry.owner === inputs.logicalId || (inputs.renamedFrom?.includes(entry.owner) ?? false);
}

/**
 * The natural key belongs to an object that is not ours to take.
 * @param entry the journal's entry for the key; undefined if it cannot be about this object
 */
export function taken(type: ResourceType, inputs: Properties, policy: Policy, entry?: JournalEntry): UserError {
  const subject = subjectOf(type, inputs);
  const what = `${subject} cannot be created: Amorphic already has one with ${keyText(type, inputs)}`;
  if (entry !== undefined && !isFor(entry, inputs)) {
    return new UserError(
      `${what}, created by this stack for ${entry.owner}. If ${entry.owner} was renamed, add "RenamedFrom": ` +
        `[${JSON.stringify(entry.owner)}] to the block; otherwise choose another name.`,
    );
  }
  const take =
    "take it over by `import --match`, which first shows the differences, or by adding " +
    `${JSON.stringify(inputs.logicalId)} to amorphic:import in the stack's file.`;
  if (entry !== undefined && entry.id === undefined && policy.userId === undefined) {
    return new UserError(
      `${what}. A run of this stack was about to create it, and without amorphic:userId it is unknown whether it did. ` +
        `Set amorphic:userId to the service user's id and run again; or, if it is yours, ${take}`,
    );
  }
  return new UserError(`${what}, and this stack did not create it. Choose another name, or ${take}`);
}
