/** Create, list, read, update and delete, the same for every type. What a route does not say here, the rule says. */
import { randomUUID } from "node:crypto";
import {
  checkImmutable,
  checkNotServerOwned,
  checkReferences,
  checkRequired,
  checkUnique,
  checkUnused,
  checkValues,
  notFound,
} from "./check";
import { rotate, show } from "./echo";
import { asText, fill, without, type JsonObject } from "./json";
import type { ApiCall, Platform } from "./platform";
import { refuse } from "./refusal";
import { AUDIT, idOf, type TypeRule } from "./rule";
import { ruleOf } from "./rules";
import type { Stored } from "./store";
import { begin } from "./work";

/** The UI's largest page (code); that the API has the same, and gives no more when asked for more, is assumed. */
const MAX_PAGE = 500;

/** `POST /{collection}`: answers the id under its keys (code for datasets, assumed for the rest). */
export function create({ platform, rule, body, userId }: ApiCall): JsonObject {
  const { properties } = createObject(platform, rule, body, userId);
  const id = Object.fromEntries(rule.id.map((key) => [key, properties[key] ?? ""]));
  return { Message: `${rule.type} created successfully.`, ...id };
}

/** `GET /{collection}`: everything in any order, or with limit or offset a page in a lasting order (assumed). */
export function list({ platform, rule, query }: ApiCall): JsonObject {
  const { settings, store, random } = platform;
  let objects = store.all(rule.collection, ["registration", "deletion"]);
  if (query.has("limit") || query.has("offset")) {
    const offset = wholeNumber(query, "offset", 0);
    objects = objects.slice(offset, offset + Math.min(wholeNumber(query, "limit", MAX_PAGE), MAX_PAGE));
  } else if (settings.reorder) {
    objects = rotate(objects, random);
  }
  const keys = [...rule.id, ...rule.unique, "LastModified"];
  return {
    [rule.collection]: objects.map(({ properties }) => {
      const whole = show(rule, properties, settings, random);
      return settings.summaryLists ? Object.fromEntries(keys.map((key) => [key, whole[key] ?? null])) : whole;
    }),
  };
}

/** `GET /{collection}/{id}` */
export function read({ platform, rule, id }: ApiCall): JsonObject {
  const stored = platform.store.get(rule.collection, id, ["registration", "deletion"]);
  if (!stored) throw notFound(rule, id);
  return show(rule, stored.properties, platform.settings, platform.random);
}

/** `PUT /{collection}/{id}`: changes the keys it holds and leaves the others (assumed). */
export function update(call: ApiCall): JsonObject {
  const { platform, rule, body, userId } = call;
  const stored = writable(call);
  const changes = without(body, [...rule.serverOwned, ...AUDIT, ...rule.elsewhere]);
  checkImmutable(rule, stored.properties, changes);
  changeObject(platform, stored, changes, userId);
  return { Message: `${rule.type} updated successfully.` };
}

/** `PUT /datasets/{id}/updatemetadata`: takes the whole object less `DatasetId` (code); the refusals are assumed. */
export function updateMetadata(call: ApiCall): JsonObject {
  for (const key of call.rule.id) {
    if (key in call.body) throw refuse("IPV-1001", `Invalid key ${key}, it is not part of the metadata.`);
  }
  checkRequired(call.rule, call.body);
  return update(call);
}

/** `DELETE /{collection}/{id}`: gone at once, or with slowDelete after a while (assumed). */
export function remove(call: ApiCall): JsonObject {
  deleteObject(call.platform, existing(call));
  return { Message: `${call.rule.type} deleted successfully.` };
}

/** Makes an object, with an id of its own if none is chosen. */
export function createObject(
  platform: Platform,
  rule: TypeRule,
  body: JsonObject,
  userId: string,
  chosenId: string = randomUUID(),
): Stored {
  const { store, settings } = platform;
  checkNotServerOwned(rule, body);
  const sent = without(body, rule.elsewhere);
  checkRequired(rule, sent);
  checkValues(rule, sent);
  checkReferences(rule.references, store, sent);
  checkUnique(rule, store, sent);
  const named = rule.idMade ? { [rule.id.join("#")]: chosenId, ...sent } : sent;
  const time = timestamp(platform);
  const stored: Stored = {
    collection: rule.collection,
    id: idOf(rule, named),
    properties: {
      ...(settings.defaults ? fill(rule.defaults, named) : {}),
      ...named,
      ...fill(rule.made, named),
      CreatedBy: userId,
      CreationTime: time,
      LastModifiedBy: userId,
      LastModified: time,
    },
  };
  store.put(stored);
  return stored;
}

/** Changes some keys of an object and takes others away. */
export function changeObject(
  platform: Platform,
  stored: Stored,
  changes: JsonObject,
  userId: string,
  gone: readonly string[] = [],
): Stored {
  const rule = ruleOf(stored.collection);
  const properties = without({ ...stored.properties, ...keepCase(rule, stored.properties, changes) }, gone);
  checkValues(rule, changes);
  checkRequired(rule, properties);
  checkReferences(rule.references, platform.store, changes);
  if (idOf(rule, properties) !== stored.id) throw refuse("IPV-1001", `Invalid ${rule.id.join("#")}, it is the id.`);
  checkUnique(rule, platform.store, properties, stored.id);
  const changed = { ...stored, properties: { ...properties, ...touched(platform, userId) } };
  platform.store.put(changed);
  return changed;
}

/** Deletes an object that nothing uses; asked again while it goes on, it says yes again. */
export function deleteObject(platform: Platform, stored: Stored): void {
  const { store, settings, now } = platform;
  if (stored.work?.deletion) return;
  const rule = ruleOf(stored.collection);
  checkUnused(rule, platform, stored.id);
  if (!settings.slowDelete) store.remove(stored);
  else
    store.put({
      ...stored,
      properties: { ...stored.properties, ...rule.whileDeleting },
      work: { ...stored.work, deletion: begin(settings.deletion, now()) },
    });
}

/** The object the call is about. */
function existing({ platform, rule, id }: ApiCall): Stored {
  const stored = platform.store.get(rule.collection, id);
  if (!stored) throw notFound(rule, id);
  return stored;
}

/** The object the call is about, if it is not being deleted (assumed refused). */
export function writable(call: ApiCall): Stored {
  const stored = existing(call);
  if (stored.work?.deletion) throw refuse("GE-1034", `${call.rule.type} ${call.id} is being deleted.`);
  return stored;
}

/** Who changed an object, and when. */
export function touched(platform: Platform, userId: string): JsonObject {
  return { LastModifiedBy: userId, LastModified: timestamp(platform) };
}

/** ISO 8601, UTC, seconds (assumed). */
function timestamp({ now }: Platform): string {
  return `${new Date(now()).toISOString().slice(0, 19)}Z`;
}

/** An enumeration that only changed its case stays as it was sent first. */
function keepCase(rule: TypeRule, before: JsonObject, changes: JsonObject): JsonObject {
  const kept = Object.entries(changes).map(([key, value]) => {
    const old = before[key];
    const same = Object.hasOwn(rule.enums, key) && asText(old).toLowerCase() === asText(value).toLowerCase();
    return [key, same && old !== undefined ? old : value] as const;
  });
  return Object.fromEntries(kept);
}

function wholeNumber(query: URLSearchParams, key: string, otherwise: number): number {
  const text = query.get(key);
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text)) throw refuse("IPV-1001", `Invalid ${key} - ${text}, expected a whole number.`);
  return Number(text);
}
