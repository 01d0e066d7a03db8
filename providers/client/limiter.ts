import { Pace } from "./pace";
import { Concurrency } from "./concurrency";

/** p-queue is an ES module, which CommonJS can load by `import()` on every Node version that we support. */
const makeQueue = async (concurrency: number) => new (await import("p-queue")).default({ concurrency });

/** What an attempt tells about the load of the platform. */
export type Load = "answered" | "throttled" | "overloaded";

/** Work to run under the limits. */
export interface Task<T> {
  /** Tasks of one kind usually take equally long. Undefined for calls to another host, from which nothing is learned. */
  readonly kind: string | undefined;
  /** Whether the task starts something new; tasks that continue something go first. */
  readonly begins?: boolean | undefined;
  readonly work: () => Promise<T>;
}

export interface LimiterOptions {
  /** Maximum number of concurrent tasks. */
  readonly concurrency: number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since an arbitrary point in time. */
  readonly now?: () => number;
}

/**
 * Runs as many tasks as the platform can bear and queues the others. A limit on concurrency does not limit the rate: ten
 * concurrent calls of 50 ms each are 200 a second. So there are two limits, both learned: calls per second from 429s
 * ({@link Pace}) and concurrent calls from slow responses ({@link Concurrency}). Tasks that continue started work go first: an
 * interrupted run leaves less half done, and dependents of an object need not wait until all others have been started.
 */
export class Limiter {
  readonly #queue: ReturnType<typeof makeQueue>;
  readonly #pace = new Pace();
  readonly #concurrency: Concurrency;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #now: () => number;
  /** Serialises reservations, so that no task reserves a slot at an outdated rate. */
  #turn: Promise<unknown> = Promise.resolve();
  /** How many tasks wait for their turn. */
  waiting = 0;

  constructor({ concurrency, sleep, now = () => performance.now() }: LimiterOptions) {
    this.#queue = makeQueue(concurrency);
    this.#concurrency = new Concurrency(concurrency);
    this.#sleep = sleep;
    this.#now = now;
  }

  /** @param loadOf what an error tells about the platform; undefined: nothing, as the platform did not respond */
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
        queue.concurrency = this.#concurrency.calls;
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

  /** Waits for the next slot that the pace allows. */
  #place(): Promise<void> {
    const place = this.#turn.then(async () => {
      const wait = this.#pace.reserve(this.#now());
      if (wait > 0) await this.#sleep(wait);
    });
    this.#turn = place.catch(() => undefined);
    return place;
  }

  #learn(kind: string, load: Load, ms: number): void {
    // Throttled calls return fast, so their time says nothing about the load of the platform.
    if (load === "throttled") return this.#pace.throttled(this.#now());
    this.#pace.taken(this.#now());
    this.#concurrency.observe(kind, load === "overloaded" ? Infinity : ms);
  }
}
