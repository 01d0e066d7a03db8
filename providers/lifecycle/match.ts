import type { ResourceType } from "../catalog/type";
import type { Properties } from "./inputs";
import { bears } from "./live";
import type { Platform } from "./platform";
import { listOf, type Lists } from "./read";

/** What stands on the platform under a natural key. */
export interface Match {
  /** Ids of the objects that bear it. */
  readonly ids: readonly string[];
  /** Ids of those whose key is another only by case. */
  readonly similar: readonly string[];
}

/**
 * Looks the natural key up in the type's list, which is read once for all who ask.
 * @param mine checked inputs; the natural key in them is known
 */
export async function match(platform: Platform, lists: Lists, type: ResourceType, mine: Properties): Promise<Match> {
  const api = await platform.api();
  // What a list shows without an id cannot be taken over.
  const all = [...(await listOf(lists, api, type, mine))].filter(([id]) => id !== "");
  const ids = all.filter(([, object]) => bears(type, mine, object)).map(([id]) => id);
  const similar = all.filter(([, object]) => bears(type, mine, object, { caseInsensitive: true })).map(([id]) => id);
  return { ids, similar: similar.filter((id) => !ids.includes(id)) };
}
