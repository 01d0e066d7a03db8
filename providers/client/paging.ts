import { createHash } from "node:crypto";
import { ApiError, type JsonObject, type Page } from "./api";
import { isObject } from "../is-object";

/** The largest page that Amorphic's own console asks for. */
export const PAGE = 500;
/** No platform holds this many objects of one type; a server that keeps returning new ones would never stop. */
const MOST_PAGES = 1_000;
/** An offset at which only a server that ignores offsets returns objects. */
const BEYOND_ALL = MOST_PAGES * PAGE;

/**
 * All objects of a collection, with each page fetched on demand. That lists take `limit` and `offset` is assumed, so the
 * size of a page never marks the end: a server may use another page size than requested, or ignore both parameters and
 * return everything each time. The list ends with a page that holds no new object, compared by the objects' text.
 * @param what how errors name the call
 * @param fetch returns the objects from `offset` on
 * @param idOf tells an object that only looks different each time, as with a count or a link in it, from a new one
 */
export async function* pagesOf(
  what: string,
  fetch: (offset: number) => Promise<JsonObject[]>,
  idOf: (object: JsonObject) => string | undefined = () => undefined,
): AsyncGenerator<Page, void> {
  // Digests, as a paused generator may keep them for long and the texts are as large as the objects.
  const seen = new Set<string>();
  const ids = new Set<string | undefined>();
  let count = 0;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await fetch(count);
    const fresh = page.filter((item) => {
      const digest = createHash("sha256").update(JSON.stringify(item)).digest("base64");
      return !seen.has(digest) && seen.add(digest);
    });
    if (fresh.length === 0) return;
    const found = page.map(idOf);
    const known = Math.max(page.length - fresh.length, found.filter((id) => id !== undefined && ids.has(id)).length);
    for (const id of found) ids.add(id);
    // Appending a repeated full list would duplicate the few objects that changed meanwhile. But a page whose order shifted
    // looks the same, so an offset beyond the end decides.
    const isLikeAll = pages > 0 && page.length >= count && known > page.length / 2;
    if (isLikeAll && (await fetch(BEYOND_ALL)).length > 0) {
      yield { objects: page, startsOver: true };
      return;
    }
    count += fresh.length;
    yield { objects: fresh };
  }
  throw new ApiError(
    "refused",
    `${what} does not end: each of ${String(MOST_PAGES)} pages brings something new. The platform seems to ignore ` +
      "limit and offset and to answer differently each time. Run again; if it happens again, correct the list's path in " +
      "amorphic.catalog.json, or ask the operators of the platform.",
  );
}

/** The objects of all pages. */
export async function allOf(pages: AsyncIterable<Page>): Promise<JsonObject[]> {
  let all: JsonObject[] = [];
  for await (const { objects, startsOver } of pages) {
    if (startsOver) all = [];
    for (const object of objects) all.push(object);
  }
  return all;
}

/** The objects in the response of a list call. */
export function itemsOf(what: string, body: JsonObject, key: string): JsonObject[] {
  // An empty list may be null, and so may the page that follows the last one.
  const items = body[key] === null ? [] : body[key];
  if (Array.isArray(items) && items.every(isObject)) return items;
  const keys = Object.keys(body);
  const has = keys.length === 0 ? "it is empty" : `its keys are ${keys.slice(0, 10).join(", ")}`;
  throw new ApiError(
    "refused",
    `${what} answered without a list of objects under "${key}"; ${has}. Correct the list's key in amorphic.catalog.json.`,
  );
}
