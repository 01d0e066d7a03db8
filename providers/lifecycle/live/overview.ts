import type { ResourceType } from "../../catalog/type";
import type { Api, JsonObject } from "../../client/api";
import { pathOf, type Properties } from "../inputs";
import { Listing, PAGE_WEIGHT } from "./listing";
import { list } from "./live";

/**
 * A type's list as those see it who wait for objects in it. A hundred objects are made at a time, and each would ask for
 * itself until the platform is done: far more calls than making them took, where that lasts.
 */
export class Overview {
  readonly #read: () => Listing;
  #waiting = 0;
  #listing: Listing | undefined;
  #pages = 1;

  constructor(read: () => Listing) {
    this.#read = read;
  }

  /** Counts one who waits, as long as the work goes on. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    try {
      return await work();
    } finally {
      this.#waiting--;
    }
  }

  /**
   * @param ms how old what is told may be
   * @returns the object as the list has it; undefined if the list does not say, or is the longer way
   */
  async find(id: string, ms: number): Promise<JsonObject | undefined> {
    if (this.#waiting < this.#pages * PAGE_WEIGHT) return undefined;
    const listing = this.#recent(ms);
    try {
      return await listing.find(id);
    } catch {
      // Who asks for the object itself is told what is wrong.
      this.#listing = undefined;
      return undefined;
    } finally {
      this.#pages = Math.max(1, listing.pages);
    }
  }

  /** One that is still on its way will do, too. */
  #recent(ms: number): Listing {
    const known = this.#listing;
    return known && performance.now() - known.readAt <= ms ? known : (this.#listing = this.#read());
  }
}

const overviews = new WeakMap<Api, Map<string, Overview>>();

/** One for all who wait on a platform for objects of one list. */
export function overviewOf(api: Api, type: ResourceType, mine: Properties): Overview {
  const known = overviews.get(api) ?? new Map<string, Overview>();
  overviews.set(api, known);
  const path = pathOf(type.list, mine);
  const overview = known.get(path) ?? new Overview(() => new Listing(type, list(api, type, mine)));
  known.set(path, overview);
  return overview;
}
