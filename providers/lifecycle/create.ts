import { randomUUID } from "node:crypto";
import { ApiError, type Api, type JsonObject } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { UserError } from "../errors";
import { call } from "./call";
import { changesOf } from "./diff";
import { definedKeys, fieldOf, metadataKeys, naturalKey, pick, stepOf, subjectOf, type Properties } from "./inputs";
import type { JournalEntry } from "./journal/journal";
import { noteCreate, untilVisible } from "./live/lag";
import { find, get, idOf, project } from "./live/live";
import { isFor, isOurs, isRecorded, refusalToTake, taken } from "./ownership/ownership";
import type { Platform } from "./platform";
import { finish, type Result } from "./result";
import { initialSteps, runSteps } from "./steps";
import { sendUpdate } from "./update";
import { hasStatus } from "./live/wait";
import { isEmpty } from "./values";

/** How often a create is sent if no answer comes; a look-up follows each attempt. */
const ATTEMPTS = 3;

/**
 * Creates the object, or continues with one that an earlier run created but could not report, then runs its steps.
 * @throws PartialError if the object exists and a step failed; UserError if nothing was created
 */
export async function create(platform: Platform, type: ResourceType, inputs: Properties): Promise<Result> {
  const api = await platform.api();
  const entry = await platform.journal.read(type.name, naturalKey(type, inputs));
  const earlier = await earlierObject(platform, api, type, inputs, entry);
  const made = earlier ? { object: earlier, adopted: true } : await make(platform, api, type, inputs, entry);
  // Another run came first: start over with what it recorded.
  if (!made) return create(platform, type, inputs);
  const { adopted } = made;
  const isNamed = idOf(type, made.object) !== undefined;
  const object = isNamed ? made.object : ((await untilVisible(api, () => find(api, type, inputs))) ?? made.object);
  if (adopted) requireAlike(type, inputs, object);
  const id = requireId(type, inputs, object);
  const { vault, policy } = platform;
  const run = { api, vault, policy, type, id, inputs, mayBeBusy: adopted };
  const steps = initialSteps(type, inputs);
  // The engine may still have this object, or one of the same name, under another URN and delete it next; see `remove`.
  const mark = adopted || entry !== undefined ? randomUUID() : undefined;
  const outputs = { ...inputs, ...(mark !== undefined && { adoptionMark: mark }) };
  try {
    // The entry of an object that is gone says nothing about this one.
    const known = adopted && entry && (entry.id ?? id) === id ? entry : intent(api, type, inputs);
    await platform.journal.write({ ...known, owner: ownerOf(inputs), id, ...(mark !== undefined && { mark }) });
    // Secrets cannot be compared, so the update is always sent.
    if (adopted) await sendUpdate(api, vault, type, id, inputs, []);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Immutable properties are equal (see `requireAlike`); unconfirmed, they would make the next run replace the object.
    const unsent = adopted ? metadataKeys(type, inputs).filter((key) => !fieldOf(type, key)?.immutable) : [];
    return finish(type, id, outputs, object, { pending: steps, error, unsent });
  }
  const outcome = await runSteps(run, steps);
  return finish(type, id, outputs, object, outcome);
}

/** The object that an interrupted run created for this block, or that is listed for import. */
async function earlierObject(
  { policy }: Platform,
  api: Api,
  type: ResourceType,
  inputs: Properties,
  entry: JournalEntry | undefined,
): Promise<JsonObject | undefined> {
  const isListed = policy.import.includes(inputs.logicalId ?? "");
  const known = entry?.id === undefined ? undefined : await recordedObject(api, type, inputs, entry.id, entry.time);
  const mayExist = isListed || (entry !== undefined && entry.id === undefined);
  const isMade = (object: JsonObject) => isRecorded(type, inputs, object, entry, policy);
  const object = known ?? (mayExist ? await find(api, type, inputs, isMade) : undefined);
  // Refused here, before an intent of this block overwrites that of another block.
  const id = known ? entry?.id : object && idOf(type, object);
  const refusal = object && refusalToTake(type, inputs, { id, object }, entry, policy);
  if (refusal) throw refusal;
  return object;
}

/** What the journal says was created at this time, on the server's clock: perhaps just now, by a run that was then killed. */
function recordedObject(api: Api, type: ResourceType, inputs: Properties, id: string, time: number) {
  const age = Math.max(0, api.serverNow() - time);
  return untilVisible(api, () => get(api, type, id, inputs), performance.now() - age);
}

interface Made {
  readonly object: JsonObject;
  readonly adopted: boolean;
}

/**
 * Sends the create. If no answer comes, or the answer says that the name is taken, a look-up decides.
 * @returns undefined, with nothing sent, if another run got in between, such as one whose engine was killed
 */
async function make(
  { policy, vault, journal }: Platform,
  api: Api,
  type: ResourceType,
  inputs: Properties,
  before: JournalEntry | undefined,
): Promise<Made | undefined> {
  const body = vault.open(pick(inputs, metadataKeys(type, inputs)), subjectOf(type, inputs)) as JsonObject;
  const earlier = before && before.id === undefined && isFor(before, inputs) ? before : undefined;
  const entry = earlier ?? intent(api, type, inputs);
  if (before) await journal.write(entry);
  else if (!(await journal.claim(entry))) return undefined;
  // A killed run's create may have got through just now.
  if (earlier) noteCreate(api);
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await call(api, type, type.create, inputs, { body, repeatable: false, begins: true });
      return { object: { ...body, ...answer }, adopted: false };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const look = () => find(api, type, inputs, (object) => isRecorded(type, inputs, object, entry, policy));
      // The second create, refused, is what tells that the first one got through but does not show yet.
      const object = await (error.kind === "uncertain"
        ? look()
        : error.kind === "name-taken"
          ? untilVisible(api, look)
          : undefined);
      if (error.kind === "uncertain") noteCreate(api);
      // An intent justifies taking the object over only if a create of ours may have got through.
      const mayBeOurs = error.kind === "uncertain" || attempt > 1 || earlier !== undefined;
      if (object && mayBeOurs && isOurs(type, inputs, object, entry, policy)) return { object, adopted: true };
      // If this run was stopped, the next one may already be using this entry.
      if (!mayBeOurs && error.kind !== "stopped") await journal.remove(type.name, entry.key);
      if (object) throw taken(type, inputs, policy, mayBeOurs ? entry : undefined);
      if (error.kind !== "uncertain" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** @throws UserError, before anything is recorded or changed, if no update can turn the object into what is defined */
function requireAlike(type: ResourceType, inputs: Properties, object: JsonObject): void {
  const keys = definedKeys(type, inputs).filter((key) => isSettled(type, key, object));
  const wanted = pick(inputs, keys) as Properties;
  const { replaces } = changesOf(type, project(type, wanted, object), wanted);
  if (replaces.length === 0) return;
  throw new UserError(
    `${subjectOf(type, inputs)} exists with another ${replaces.join(" and another ")}, which cannot be changed in place. ` +
      "Put the live value into the definition, or delete the object in Amorphic's console if its data is no longer needed.",
  );
}

/** Whether the object's value of the property is final; for a step's field, once the step is done or the value shows. */
function isSettled(type: ResourceType, key: string, object: JsonObject): boolean {
  const step = stepOf(type, key);
  if (step?.kind !== "send") return !fieldOf(type, key)?.inPathOnly;
  return !isEmpty(object[key]) || (step.wait !== undefined && hasStatus(step.wait, object, step.wait.done));
}

const ownerOf = (inputs: Properties): string => inputs.logicalId ?? "";

const intent = (api: Api, type: ResourceType, inputs: Properties): JournalEntry => ({
  type: type.name,
  key: naturalKey(type, inputs),
  owner: ownerOf(inputs),
  time: api.serverNow(),
});

function requireId(type: ResourceType, inputs: Properties, object: JsonObject): string {
  const id = idOf(type, object);
  if (id !== undefined) return id;
  throw new UserError(
    `${subjectOf(type, inputs)} was created, but the response contains no ${type.id.join(" and ")}, and no list shows the object. ` +
      "Look for it in Amorphic's console, and correct the type's id in amorphic.catalog.json.",
  );
}
