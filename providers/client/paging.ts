import { createHash } from "node:crypto";
import { ApiError, type JsonObject, type Page } from "./api";
import { isObject } from "../is-object";

/** The largest page that Amorphic's own console asks for. */
export const PAGE = 500;
/** No platform holds as many objects of one type; a server that still brings new ones would go on for ever. */
const MOST_PAGES = 1_000;
/** Where only a server that ignores offsets has something. */
const BEYOND_ALL = MOST_PAGES * PAGE;

/**
 * All objects of a collection, page by page, fetched as they are asked for. That lists take `limit` and `offset` is an
 * assumption, so no answer is taken for the last page because of its size: a server may hand out pages of another size than
 * asked for, or ignore both and answer with everything each time. The end is where a page brings nothing that is not there
 * already, told by the objects' text.
 * @param what how errors name the call
 * @param fetch the objects from `offset` on
 */
export async function* pagesOf(
  what: string,
  fetch: (offset: number) => Promise<JsonObject[]>,
): AsyncGenerator<Page, void> {
  // Digests, as what may be gone on with for long holds them: the texts are as large as the objects.
  const seen = new Set<string>();
  let count = 0;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await fetch(count);
    const fresh = page.filter((item) => {
      const digest = createHash("sha256").update(JSON.stringify(item)).digest("base64");
      return !seen.has(digest) && seen.add(digest);
    });
    if (fresh.length === 0) return;
    // Added, the few that changed meanwhile would be there twice. But a page whose order moved looks the same.
    const isLikeAll = pages > 0 && page.length >= count && fresh.length < page.length / 2;
    if (isLikeAll && (await fetch(BEYOND_ALL)).length > 0) {
      yield { objects: page, isAnew: true };
      return;
    }
    count += fresh.length;
    yield { objects: fresh };
  }
  throw new ApiError(
    "refused",
    `${what} does not end: each of ${String(MOST_PAGES)} pages brings something new. The platform seems to ignore ` +
      "limit and offset and to answer differently each time. Run again; if it stays so, correct the list's path in " +
      "amorphic.catalog.json, or let those who run the platform look at it.",
  );
}

/** What all pages bring together. */
export async function allOf(pages: AsyncIterable<Page>): Promise<JsonObject[]> {
  let all: JsonObject[] = [];
  for await (const { objects, isAnew } of pages) {
    if (isAnew) all = [];
    for (const object of objects) all.push(object);
  }
  return all;
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
