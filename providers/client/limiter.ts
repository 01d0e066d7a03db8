/** p-limit is an ES module, which CommonJS reaches by `import()` on every Node we support. */
const load = async () => (await import("p-limit")).default;

/** Lets so many tasks run at once, the others in turn. */
export class Limiter {
  readonly #limit: Promise<Awaited<ReturnType<typeof makeLimit>>>;
  /** How many tasks wait for their turn. */
  waiting = 0;

  constructor(concurrency: number) {
    this.#limit = makeLimit(concurrency);
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    this.waiting++;
    const limit = await this.#limit;
    return limit(() => {
      this.waiting--;
      return task();
    });
  }
}

const makeLimit = async (concurrency: number) => (await load())(concurrency);
