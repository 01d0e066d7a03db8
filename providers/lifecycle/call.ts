import type { Api, JsonObject } from "../client/api";
import type { Call, ResourceType, Words } from "../catalog/type";
import { own } from "../own";
import { pathOf, subjectOf, type Properties } from "./inputs";
import { noteCreate, untilVisible } from "./live/lag";

/** What a call sends besides its path. */
interface Sent {
  readonly id?: string;
  readonly body?: JsonObject;
  /** Whether sending it twice has the same effect as once, whatever its method. */
  readonly repeatable?: boolean;
  readonly begins?: boolean;
}

/**
 * Makes a call of the catalog for a resource. Only this module translates between the names and values of definitions and
 * those of the platform: its callers use those of definitions.
 */
export async function call(
  api: Api,
  type: ResourceType,
  what: Call,
  mine: Properties,
  { id, body, ...sent }: Sent = {},
): Promise<JsonObject> {
  const request = {
    method: what.method,
    path: pathOf(what, mine, id),
    subject: subjectOf(type, mine),
    ...(body && { body: toPlatform(type, body) }),
    ...sent,
  };
  const send = () => api.send(request);
  const answer = await (body ? untilVisible(api, send) : send());
  if (sent.begins) noteCreate(api);
  return fromPlatform(type, answer);
}

export function toPlatform(words: Words, ours: JsonObject): JsonObject {
  if (!words.keys && !words.values) return ours;
  const entries = Object.entries(ours).map(([name, value]) => {
    const meant = Object.entries(own(words.values, name) ?? {}).find(([word]) => isWord(word, value));
    return [own(words.keys, name) ?? name, meant ? meant[1] : value];
  });
  return Object.fromEntries(entries) as JsonObject;
}

export function fromPlatform(words: Words, theirs: JsonObject): JsonObject {
  if (!words.keys && !words.values) return theirs;
  const names = new Map(Object.entries(words.keys ?? {}).map(([name, key]) => [key, name]));
  const entries = Object.entries(theirs).map(([key, value]) => {
    const name = names.get(key) ?? key;
    const meant = Object.entries(own(words.values, name) ?? {}).find(([, word]) => isWord(word, value));
    return [name, meant ? meant[0] : value];
  });
  return Object.fromEntries(entries) as JsonObject;
}

/** Case does not count, as the platform may change it. */
const isWord = (word: string, value: unknown): boolean =>
  typeof value === "string" && value.toLowerCase() === word.toLowerCase();
