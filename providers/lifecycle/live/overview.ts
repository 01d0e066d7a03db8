import type { ResourceType } from "../../catalog/type";
import type { Api, JsonObject } from "../../client/api";
import { pathOf, type Properties } from "../inputs";
import { Listing, PAGE_WEIGHT } from "./listing";
import { list } from "./live";

/**
 * A type's list, shared by all who wait for objects in it. A hundred objects are created at a time; if each were polled
 * on its own, a slow platform would get far more calls than creating them took.
 */
export class Overview {
  readonly #read: () => Listing;
  #waiting = 0;
  #listing: Listing | undefined;
  #pages = 1;

  constructor(read: () => Listing) {
    this.#read = read;
  }

  /** Counts the caller as waiting while the work goes on. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    try {
      return await work();
    } finally {
      this.#waiting--;
    }
  }

  /**
   * @param ms how old the list may be, in milliseconds
   * @returns the object as the list shows it; undefined if it does not, or would cost more to read
   */
  async find(id: string, ms: number): Promise<JsonObject | undefined> {
    if (this.#waiting < this.#pages * PAGE_WEIGHT) return undefined;
    const listing = this.#recent(ms);
    try {
      return await listing.find(id);
    } catch {
      // Reading the object itself will show what is wrong.
      this.#listing = undefined;
      return undefined;
    } finally {
      this.#pages = Math.max(1, listing.pages);
    }
  }

  /** A list whose first page has not arrived yet will do, too. */
  #recent(ms: number): Listing {
    const known = this.#listing;
    return known && performance.now() - known.readAt <= ms ? known : (this.#listing = this.#read());
  }
}

const overviews = new WeakMap<Api, Map<string, Overview>>();

/** The one overview for all who wait on a platform for objects of one list. */
export function overviewOf(api: Api, type: ResourceType, mine: Properties): Overview {
  const known = overviews.get(api) ?? new Map<string, Overview>();
  overviews.set(api, known);
  const path = pathOf(type.list, mine);
  const overview = known.get(path) ?? new Overview(() => new Listing(type, list(api, type, mine)));
  known.set(path, overview);
  return overview;
}
