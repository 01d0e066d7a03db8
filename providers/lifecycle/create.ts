import { ApiError, type Api, type JsonObject } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { UserError } from "../errors";
import { changesOf } from "./diff";
import { definedKeys, naturalKey, pick, stepOf, subjectOf, type Properties } from "./inputs";
import type { JournalEntry } from "./journal";
import { find, get, idOf, project } from "./live";
import { isFor, isOurs, taken } from "./ownership";
import type { Platform } from "./platform";
import { finish, type Result } from "./result";
import { initialSteps, runSteps } from "./steps";
import { sendUpdate } from "./update";

/** How often a create without an answer is sent, with a look-up after each. */
const ATTEMPTS = 3;

/**
 * Makes the object, or goes on with one that an earlier run made and could not report, then runs the steps it needs.
 * @throws PartialError if the object exists and a step failed; UserError if nothing was made
 */
export async function create(platform: Platform, type: ResourceType, inputs: Properties): Promise<Result> {
  const api = await platform.api();
  const entry = await platform.journal.read(type.name, naturalKey(type, inputs));
  const earlier = await earlierObject(platform, api, type, inputs, entry);
  const { object, adopted } = earlier
    ? { object: earlier, adopted: true }
    : await make(platform, api, type, inputs, entry);
  const id = requireId(type, inputs, object);
  await platform.journal.write({ ...intent(api, type, inputs), ...entry, owner: ownerOf(inputs), id });

  const run = { api, vault: platform.vault, type, id, inputs, mayBeBusy: adopted };
  const steps = initialSteps(type, inputs);
  try {
    if (adopted) await align(platform, api, type, id, inputs, object);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return finish(type, id, inputs, object, { pending: steps, error, unsent: metadataKeys(type, inputs) });
  }
  const outcome = await runSteps(run, steps);
  const complete = Object.keys(type.outputs).every((key) => object[key] !== undefined);
  const whole = complete ? object : { ...object, ...(await get(api, type, id, subjectOf(type, inputs))) };
  return finish(type, id, inputs, whole, outcome);
}

/** The object that a run which was cut off made for this block, or that is listed for import. */
async function earlierObject(
  { policy }: Platform,
  api: Api,
  type: ResourceType,
  inputs: Properties,
  entry: JournalEntry | undefined,
): Promise<JsonObject | undefined> {
  if (entry?.id !== undefined) {
    const object = await get(api, type, entry.id, subjectOf(type, inputs));
    if (object && !isFor(entry, inputs)) throw taken(type, inputs, entry);
    if (object) return object;
  } else if (entry === undefined && !policy.import.includes(inputs.logicalId ?? "")) {
    return undefined;
  }
  const object = await find(api, type, inputs);
  return object && isOurs(type, inputs, object, entry, policy) ? object : undefined;
}

/** Sends the create. An answer that did not come, or says that the name is taken, is settled by looking it up. */
async function make(
  { policy, vault, journal }: Platform,
  api: Api,
  type: ResourceType,
  inputs: Properties,
  before: JournalEntry | undefined,
): Promise<{ object: JsonObject; adopted: boolean }> {
  const body = vault.open(pick(inputs, metadataKeys(type, inputs))) as JsonObject;
  const entry = before && before.id === undefined && isFor(before, inputs) ? before : intent(api, type, inputs);
  await journal.write(entry);
  for (let attempt = 1; ; attempt++) {
    try {
      const { method, path } = type.create;
      const answer = await api.send({ method, path, body, subject: subjectOf(type, inputs) });
      return { object: { ...body, ...answer }, adopted: false };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const unsure = error.kind === "uncertain" || error.kind === "name-taken";
      const object = unsure ? await find(api, type, inputs) : undefined;
      // Whether an intent justifies taking the object over depends on whether a create of ours may have got through.
      const mayBeOurs = error.kind === "uncertain" || attempt > 1 || before !== undefined;
      if (object && mayBeOurs && isOurs(type, inputs, object, entry, policy)) return { object, adopted: true };
      if (!mayBeOurs) await journal.remove(type.name, entry.key);
      if (object) throw taken(type, inputs, before);
      if (error.kind !== "uncertain" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Brings an object that was taken over to what the definition says. Secrets cannot be compared, so it is always sent. */
async function align(
  platform: Platform,
  api: Api,
  type: ResourceType,
  id: string,
  inputs: Properties,
  object: JsonObject,
): Promise<void> {
  const metadata = pick(inputs, metadataKeys(type, inputs)) as Properties;
  const { replaces } = changesOf(type, project(type, metadata, object), metadata);
  if (replaces.length > 0) {
    throw new UserError(
      `${subjectOf(type, inputs)} exists with another ${replaces.join(" and another ")}, which cannot be changed in place. ` +
        "Put the live value into the definition, or delete the object in Amorphic's console if its data may be lost.",
    );
  }
  await sendUpdate(api, platform.vault, type, id, inputs, []);
}

const metadataKeys = (type: ResourceType, inputs: Properties): string[] =>
  definedKeys(type, inputs).filter((key) => stepOf(type, key) === undefined);

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
    `${subjectOf(type, inputs)} was created, but the answer holds no ${type.id.join(" and ")}. ` +
      "Run again: it is then found by its name.",
  );
}
