import type { JsonObject } from "../../client/api";
import type { ResourceType } from "../../catalog/type";
import { fieldOf, type Properties } from "../inputs";
import { hasNaturalKey } from "./live";
import type { Platform } from "../platform";
import { listOf, type Lists } from "./listing";

/** The objects that exist under a natural key. */
export interface Match {
  /** Ids of the objects with exactly this key. */
  readonly ids: readonly string[];
  /** Ids of the objects whose key differs only in case. */
  readonly similar: readonly string[];
}

/**
 * Looks the natural key up in the type's list, which is read once for all look-ups.
 * @param mine checked inputs; the natural key in them is known
 */
export async function match(platform: Platform, lists: Lists, type: ResourceType, mine: Properties): Promise<Match> {
  const objects = await listOf(lists, await platform.api(), type, mine).all();
  const alike = indexOf(type, objects).get(looseKey(type, mine)) ?? [];
  const ids = alike.filter((id) => hasNaturalKey(type, mine, objects.get(id) ?? {}));
  return { ids, similar: alike.filter((id) => !ids.includes(id)) };
}

type Listed = ReadonlyMap<string, JsonObject>;

/** Ids by loose key, built once per list: thousands of definitions are looked up in thousands of objects. */
const indexes = new WeakMap<Listed, Map<string, string[]>>();

function indexOf(type: ResourceType, objects: Listed): Map<string, string[]> {
  const index = indexes.get(objects) ?? new Map<string, string[]>();
  if (indexes.has(objects)) return index;
  indexes.set(objects, index);
  for (const [id, object] of objects) {
    // An object that is listed without an id cannot be taken over.
    if (id === "") continue;
    const key = looseKey(type, object);
    index.set(key, [...(index.get(key) ?? []), id]);
  }
  return index;
}

/** The natural key in lower case, without the parts in the list's path: they are the same for all listed objects. */
const looseKey = (type: ResourceType, properties: Properties): string =>
  JSON.stringify(
    type.naturalKey.filter((key) => !fieldOf(type, key)?.inPathOnly).map((key) => String(properties[key])),
  ).toLowerCase();
