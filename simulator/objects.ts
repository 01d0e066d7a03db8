/** Create, list, read, update and delete, the same for every type; what differs between types is in their rules. */
import { changeObject, createObject, deleteObject } from "./changes";
import { checkImmutable, checkRequired, notFound } from "./check";
import { rotate, show } from "./echo";
import { without, type JsonObject } from "./json";
import type { ApiCall } from "./platform";
import { refuse } from "./refusal";
import { AUDIT } from "./rule";
import { ruleOf } from "./rules";
import type { Stored } from "./store";
import type { Task } from "./work";

/** The UI's largest page (code); that the API has the same, and never returns more, is assumed. */
const MAX_PAGE = 500;
/** The tasks whose progress an object shows. */
const SHOWN: readonly Task[] = ["registration", "deletion"];

/** `POST /{collection}`: answers the id under its keys (code for datasets, assumed for the rest). */
export function create(call: ApiCall): JsonObject {
  const { platform, rule, body, userId } = call;
  const { properties } = createObject(platform, rule, { ...body, ...parentOf(call) }, userId);
  const id = Object.fromEntries(rule.id.map((key) => [key, properties[key] ?? ""]));
  return { Message: `${rule.type} created successfully.`, ...id };
}

/** `GET /{collection}`: everything in any order or, with limit or offset, a page in a stable order (assumed). */
export function list(call: ApiCall): JsonObject {
  const { platform, rule, query } = call;
  const { settings, store, random } = platform;
  parentOf(call);
  let objects = store
    .all(rule.collection)
    .flatMap((stored) => (isBelow(call, stored) ? (store.get(rule.collection, stored.id, SHOWN) ?? []) : []));
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
export function read(call: ApiCall): JsonObject {
  const { properties } = existing(call, SHOWN);
  return show(call.rule, properties, call.platform.settings, call.platform.random);
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

/** `GET /datasets/{id}/files`: every file that was loaded (code), here those that a test put there. */
export function listFiles(call: ApiCall): JsonObject {
  const names = Object.keys(existing(call).files ?? {});
  return { files: names.map((FileName) => ({ FileName, CurrentState: "loaded" })) };
}

/** The object the call is about; below another parent it is not found. */
export function existing(call: ApiCall, looks: readonly Task[] = []): Stored {
  const { platform, rule, id } = call;
  parentOf(call);
  const found = platform.store.get(rule.collection, id);
  const stored = found && isBelow(call, found) ? platform.store.get(rule.collection, id, looks) : undefined;
  if (!stored) throw notFound(rule, id);
  return stored;
}

/** The parent's key, from the path; the parent must exist, and its key is not part of the payload (doc). */
function parentOf({ platform, rule: { parent }, parentId, body }: ApiCall): JsonObject {
  if (!parent) return {};
  if (!platform.store.get(parent.collection, parentId)) throw notFound(ruleOf(parent.collection), parentId);
  if (parent.key in body) throw refuse("IPV-1001", `Invalid key ${parent.key}, it is part of the path.`);
  return { [parent.key]: parentId };
}

function isBelow({ rule: { parent }, parentId }: ApiCall, { properties }: Stored): boolean {
  return !parent || properties[parent.key] === parentId;
}

/** The object the call is about; refused while it is being deleted (assumed). */
export function writable(call: ApiCall): Stored {
  const stored = existing(call);
  if (stored.work?.deletion) throw refuse("GE-1034", `${call.rule.type} ${call.id} is being deleted.`);
  return stored;
}

function wholeNumber(query: URLSearchParams, key: string, otherwise: number): number {
  const text = query.get(key);
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text)) throw refuse("IPV-1001", `Invalid ${key} - ${text}, expected a whole number.`);
  return Number(text);
}
