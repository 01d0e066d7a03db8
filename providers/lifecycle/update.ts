import type { Api, JsonObject } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { call } from "./call";
import { changesToSend } from "./diff";
import { definedKeys, isImmutable, metadataKeys, OWN_UPDATE, pick, stepOf, subjectOf, type Properties } from "./inputs";
import type { Platform } from "./platform";
import { finish, type Result } from "./result";
import { defaultsOf, runSteps } from "./steps";
import { hasMask } from "./values";
import type { Vault } from "./secrets/vault";

/**
 * Sends what differs and runs the steps that are due; makes no call if there is neither.
 * @throws PartialError if something was confirmed and something else failed
 */
export async function update(
  platform: Platform,
  type: ResourceType,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<Result> {
  const { fields, steps } = changesToSend(type, olds, news);
  const made = pick(olds, Object.keys(type.outputs));
  const outputs = { ...news, ...pick(olds, ["adoptionMark"]) };
  if (fields.length === 0 && steps.length === 0) return finish(type, id, outputs, made, { pending: [] });

  const api = await platform.api();
  const removed = definedKeys(type, olds).filter((key) => !Object.hasOwn(news, key));
  if (fields.length > 0) {
    try {
      await sendUpdate(api, platform.vault, type, id, news, removed);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return finish(type, id, outputs, made, { pending: [OWN_UPDATE, ...steps], error, unsent: fields }, olds);
    }
  }
  const run = {
    api,
    vault: platform.vault,
    type,
    id,
    inputs: news,
    removed,
    olds,
    policy: platform.policy,
    mayBeBusy: true,
  };
  return finish(type, id, outputs, made, await runSteps(run, steps), olds);
}

/**
 * The object's own update. It sends all fields of the definition, as it is not public whether a partial body is accepted,
 * unless the catalog says that the body holds only what can be changed. Sends nothing if Amorphic has no update for the type:
 * there, a changed field means a replacement.
 */
export async function sendUpdate(
  api: Api,
  vault: Vault,
  type: ResourceType,
  id: string,
  inputs: Properties,
  removed: readonly string[],
): Promise<void> {
  if (type.update === undefined) return;
  const keys = metadataKeys(type, inputs);
  const sent = type.update.body === "changeable" ? keys.filter((key) => !isImmutable(type, key)) : keys;
  const body = {
    ...(type.update.body === "merge" ? await liveFields(api, type, id, inputs) : {}),
    ...defaultsOf(
      type,
      removed.filter((key) => stepOf(type, key) === undefined),
    ),
    ...(vault.open(pick(inputs, sent), subjectOf(type, inputs)) as JsonObject),
  };
  await call(api, type, type.update, inputs, { id, body, repeatable: true });
}

/**
 * What a whole-object update repeats: all but ids and masks, as the one known client does. A platform that replaces the
 * object with the body would lose whatever is left out, be it the schema that a step set. A mask sent back would become the
 * password.
 */
async function liveFields(api: Api, type: ResourceType, id: string, inputs: Properties): Promise<JsonObject> {
  const object = await call(api, type, type.read, inputs, { id });
  return Object.fromEntries(
    Object.entries(object).filter(([key, value]) => !Object.hasOwn(type.outputs, key) && !hasMask(value)),
  );
}
