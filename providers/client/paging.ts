import { ApiError, type JsonObject } from "./api";
import { isObject } from "../is-object";

/** The largest page that Amorphic's own console asks for. */
export const PAGE = 500;
/** No platform holds as many objects of one type; a server that still brings new ones would go on for ever. */
const MOST_PAGES = 1_000;

/**
 * All objects of a collection. That lists take `limit` and `offset` is an assumption, so no answer is taken for the last
 * page because of its size: a server may hand out smaller pages than asked for, or ignore both and answer with
 * everything each time. The end is where a page brings nothing that is not there already, told by the objects' text.
 * @param what how errors name the call
 * @param fetch the objects from `offset` on
 */
export async function allPages(what: string, fetch: (offset: number) => Promise<JsonObject[]>): Promise<JsonObject[]> {
  const seen = new Set<string>();
  const all: JsonObject[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await fetch(all.length);
    const fresh = page.filter((item) => {
      const text = JSON.stringify(item);
      return !seen.has(text) && seen.add(text);
    });
    if (fresh.length === 0) return all;
    // Everything once more, in which a few objects changed meanwhile: added, those would be there twice.
    if (pages > 0 && page.length >= all.length && fresh.length < page.length / 2) return page;
    for (const item of fresh) all.push(item);
    if (page.length > PAGE) return all;
  }
  throw new ApiError(
    "refused",
    `${what} does not end: each of ${String(MOST_PAGES)} pages brings something new. The platform seems to ignore ` +
      "limit and offset and to answer differently each time.",
  );
}

/** The objects in a list's answer. */
export function itemsOf(what: string, body: JsonObject, key: string): JsonObject[] {
  const items = body[key];
  if (Array.isArray(items) && items.every(isObject)) return items;
  const keys = Object.keys(body);
  const has = keys.length === 0 ? "it is empty" : `its keys are ${keys.slice(0, 10).join(", ")}`;
  throw new ApiError(
    "refused",
    `${what} answered without a list of objects under "${key}"; ${has}. Correct the list's key in amorphic.catalog.json.`,
  );
}
