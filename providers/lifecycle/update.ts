import type { Api, JsonObject } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { changesOf } from "./diff";
import { definedKeys, pick, stepOf, subjectOf, type Properties } from "./inputs";
import type { Platform } from "./platform";
import { finish, type Result } from "./result";
import { defaultsOf, pathOf, runSteps } from "./steps";
import type { Vault } from "./vault";

/**
 * Sends what differs and runs the steps that are due; nothing else, so an update without a difference makes no call.
 * @throws PartialError if something was confirmed and something else failed
 */
export async function update(
  platform: Platform,
  type: ResourceType,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<Result> {
  const { fields, steps } = changesOf(type, olds, news);
  const outputs = pick(olds, Object.keys(type.outputs));
  if (fields.length === 0 && steps.length === 0) return finish(type, id, news, outputs, { pending: [] });

  const api = await platform.api();
  const removed = definedKeys(type, olds).filter((key) => !Object.hasOwn(news, key));
  if (fields.length > 0) {
    try {
      await sendUpdate(api, platform.vault, type, id, news, removed);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return finish(type, id, news, outputs, { pending: steps, error, unsent: fields }, olds);
    }
  }
  const run = { api, vault: platform.vault, type, id, inputs: news, removed, mayBeBusy: true };
  return finish(type, id, news, outputs, await runSteps(run, steps), olds);
}

/** The object's own update: all fields of the definition, as it is not public whether a partial one is understood. */
export async function sendUpdate(
  api: Api,
  vault: Vault,
  type: ResourceType,
  id: string,
  inputs: Properties,
  removed: readonly string[],
): Promise<void> {
  const subject = subjectOf(type, inputs);
  const isOwn = (key: string) => stepOf(type, key) === undefined;
  const keys = definedKeys(type, inputs).filter(isOwn);
  const body = {
    ...(type.update.body === "merge" ? await liveFields(api, type, id, subject) : {}),
    ...defaultsOf(type, removed.filter(isOwn), removed),
    ...(vault.open(pick(inputs, keys)) as JsonObject),
  };
  await api.send({ method: type.update.method, path: pathOf(type.update, id), body, subject });
}

/** What a whole-object update must repeat so that it is not lost: all but ids, what Amorphic owns, steps and masks. */
async function liveFields(api: Api, type: ResourceType, id: string, subject: string): Promise<JsonObject> {
  const object = await api.send({ method: type.read.method, path: pathOf(type.read, id), subject });
  const skipped = new Set([...type.serverOwned, ...Object.keys(type.outputs)]);
  return Object.fromEntries(
    Object.entries(object).filter(
      ([key, value]) => !skipped.has(key) && stepOf(type, key) === undefined && !isMask(value),
    ),
  );
}

const isMask = (value: unknown): boolean => typeof value === "string" && /^\*+$/.test(value);
