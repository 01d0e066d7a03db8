import { Pace } from "./pace";
import { Width } from "./width";

/** p-queue is an ES module, which CommonJS reaches by `import()` on every Node we support. */
const makeQueue = async (concurrency: number) => new (await import("p-queue")).default({ concurrency });

/** What an attempt says about the platform, beside its result. */
export type Load = "answered" | "throttled" | "overloaded";

/** What is to be run. */
export interface Task<T> {
  /** Tasks of one kind usually take the same time; undefined: it goes to another place, of which nothing is learned. */
  readonly kind: string | undefined;
  /** Whether it begins something new, and so lets go first what goes on with something. */
  readonly begins?: boolean | undefined;
  readonly work: () => Promise<T>;
}

export interface LimiterOptions {
  /** The most tasks at once. */
  readonly concurrency: number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since any moment. */
  readonly now?: () => number;
}

/**
 * Lets as many tasks run as the platform bears, the others in turn. A number of calls at once holds no number a second:
 * ten at once are 200 a second where an answer takes 50 ms. So there are two limits, both learned: calls a second from
 * 429s ({@link Pace}), calls at once from slow answers ({@link Width}). What is begun is finished first: a run that is cut
 * off leaves less half done, and what depends on an object need not wait until all others have been begun too.
 */
export class Limiter {
  readonly #queue: ReturnType<typeof makeQueue>;
  readonly #pace = new Pace();
  readonly #width: Width;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #now: () => number;
  /** Passed on from one to the next, so that nobody takes a place at a rate that is no longer true. */
  #turn: Promise<unknown> = Promise.resolve();
  /** How many tasks wait for their turn. */
  waiting = 0;

  constructor({ concurrency, sleep, now = () => performance.now() }: LimiterOptions) {
    this.#queue = makeQueue(concurrency);
    this.#width = new Width(concurrency);
    this.#sleep = sleep;
    this.#now = now;
  }

  /** @param loadOf what an error says about the platform; undefined: nothing, as no answer came from it */
  async run<T>({ kind, begins, work }: Task<T>, loadOf: (error: unknown) => Load | undefined): Promise<T> {
    this.waiting++;
    const queue = await this.#queue;
    const run = async (): Promise<T> => {
      try {
        if (kind !== undefined) await this.#place();
      } finally {
        this.waiting--;
      }
      const sent = this.#now();
      const learn = (load: Load | undefined): void => {
        if (kind === undefined || load === undefined) return;
        this.#learn(kind, load, this.#now() - sent);
        queue.concurrency = this.#width.calls;
      };
      try {
        const result = await work();
        learn("answered");
        return result;
      } catch (error) {
        learn(loadOf(error));
        throw error;
      }
    };
    return queue.add(run, { priority: begins ? 0 : 1 });
  }

  /** Waits for the next place that the pace allows. */
  #place(): Promise<void> {
    const place = this.#turn.then(async () => {
      const wait = this.#pace.reserve(this.#now());
      if (wait > 0) await this.#sleep(wait);
    });
    this.#turn = place.catch(() => undefined);
    return place;
  }

  #learn(kind: string, load: Load, ms: number): void {
    // Throttling is quick, and says nothing about how loaded the platform is.
    if (load === "throttled") return this.#pace.throttled(this.#now());
    this.#pace.taken(this.#now());
    this.#width.observe(kind, load === "overloaded" ? Infinity : ms);
  }
}
