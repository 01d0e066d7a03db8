import type { ResourceType } from "../../catalog/type";
import type { Api, JsonObject, Page } from "../../client/api";
import { pathOf, type Properties } from "../inputs";
import { idOf, list } from "./live";

/** A page of a list is a large answer: it costs as much as reading this many objects one by one. */
export const PAGE_WEIGHT = 4;

/** The lists read so far, by path; shared by all look-ups of one refresh. */
export type Lists = Map<string, Listing>;

/** The list that holds a resource of the type. */
export function listOf(lists: Lists, api: Api, type: ResourceType, mine: Properties): Listing {
  const path = pathOf(type.list, mine);
  const known = lists.get(path) ?? new Listing(type, list(api, type, mine));
  lists.set(path, known);
  return known;
}

/** The objects of a list by id. Pages are read only as far as needed: only a further read shows that a page was the last. */
export class Listing {
  readonly #objects = new Map<string, JsonObject>();
  readonly #pages: AsyncIterator<Page, void>;
  /** How many pages have been read. */
  pages = 0;
  /** When the first page arrived, or turned out not to exist (`performance.now()`, milliseconds); infinite until then. */
  readAt = Infinity;
  /** The read in progress; kept if it found no further page or failed. */
  #page: Promise<boolean> | undefined;

  constructor(
    readonly type: ResourceType,
    pages: AsyncIterable<Page, void>,
  ) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** @returns undefined if the list does not show it */
  async find(id: string): Promise<JsonObject | undefined> {
    let object = this.#objects.get(id);
    while (object === undefined && (await this.#next())) object = this.#objects.get(id);
    return object;
  }

  async all(): Promise<ReadonlyMap<string, JsonObject>> {
    while (await this.#next());
    return this.#objects;
  }

  /** Reads the next page, once for all who wait for it. @returns whether there was one */
  #next(): Promise<boolean> {
    return (this.#page ??= this.#read());
  }

  async #read(): Promise<boolean> {
    const { done, value } = await this.#pages.next();
    if (this.pages === 0) this.readAt = performance.now();
    if (done === true) return false;
    this.pages++;
    if (value.startsOver) this.#objects.clear();
    for (const object of value.objects) this.#objects.set(idOf(this.type, object) ?? "", object);
    this.#page = undefined;
    return true;
  }
}
