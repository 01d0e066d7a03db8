import { setImmediate as settled } from "node:timers/promises";
import { ApiError, type Api, type ApiRequest, type Page } from "../../providers/client/api";
import { allOf } from "../../providers/client/paging";
import type { Journal, JournalEntry } from "../../providers/lifecycle/journal/journal";
import type { Platform } from "../../providers/lifecycle/platform";
import type { Stage } from "./stage";

/** A process that does one thing at a time, and each only when it is its turn. */
export class Turns {
  /** What it is about to do. */
  waiting: { readonly name: string; readonly go: () => void } | undefined;
  /** The engine is gone: what is in progress still finishes, and no further call is sent. */
  stopped = false;
  #done = 0;

  /** @param killedAfter how many things it has begun, counted from one, when its engine is killed; by default never */
  constructor(
    readonly stage: Stage,
    readonly killedAfter = Infinity,
  ) {}

  get platform(): Platform {
    const { amorphic, journal, platform } = this.stage;
    const api: Api = {
      send: (request: ApiRequest) => this.#call(`${request.method} ${request.path}`, () => amorphic.send(request)),
      list: () => this.#list(),
      upload: () => this.#call("PUT upload", () => amorphic.upload()),
      download: () => this.#call("GET download", () => amorphic.download()),
      serverNow: () => amorphic.serverNow(),
    };
    const mine: Journal = {
      read: (type, key) => this.#turn("read", () => journal.read(type, key)),
      claim: (entry: JournalEntry) => this.#turn("claim", () => journal.claim(entry)),
      write: (entry: JournalEntry) => this.#turn("write", () => journal.write(entry)),
      remove: (type, key) => this.#turn("remove", () => journal.remove(type, key)),
      list: () => this.#turn("list", () => journal.list()),
      readAt: (path) => this.#turn("read", () => journal.readAt(path)),
    };
    return { ...platform, journal: mine, api: () => Promise.resolve(api) };
  }

  async *#list(): AsyncGenerator<Page> {
    yield { objects: await this.#call("LIST", () => allOf(this.stage.amorphic.list())) };
  }

  #call<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.stopped) return Promise.reject(new ApiError("stopped", "nothing was sent"));
    return this.#turn(name, work);
  }

  async #turn<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#done++;
    if (this.#done === this.killedAfter) this.stopped = true;
    await new Promise<void>((go) => (this.waiting = { name, go }));
    return work();
  }

  async take(): Promise<void> {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.go();
    await settled();
  }
}

/**
 * Tries every order in which two processes can take turns.
 * @param play starts from scratch, and asks which one is next whenever both wait: 0 or 1
 */
export async function everyOrder(play: (next: () => 0 | 1) => Promise<void>): Promise<number> {
  let count = 0;
  for (let plan: (0 | 1)[] | undefined = []; plan; count++) {
    const made: (0 | 1)[] = [];
    const given: readonly (0 | 1)[] = plan;
    await play(() => {
      const choice = given[made.length] ?? 0;
      made.push(choice);
      return choice;
    });
    const last = made.lastIndexOf(0);
    plan = last < 0 ? undefined : [...made.slice(0, last), 1];
  }
  return count;
}
