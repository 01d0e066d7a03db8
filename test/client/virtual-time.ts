import { setImmediate as turn } from "node:timers/promises";

/** A clock that jumps to the next moment that is waited for, so that minutes pass instantly and always in the same way. */
export class VirtualTime {
  #now = 0;
  #order = 0;
  readonly #waiting: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => this.#waiting.push({ at: this.#now + ms, order: this.#order++, wake }));

  /** Lets time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const done = (): void => void (state.over = true);
    work.then(done, done);
    for (let idle = 0; ;) {
      // Whatever was woken runs as far as it can before time moves on.
      await turn();
      if (state.over) return work;
      const next = this.#waiting.sort((a, b) => a.at - b.at || a.order - b.order).shift();
      if (next) {
        this.#now = next.at;
        next.wake();
        idle = 0;
      } else if (++idle > 1_000) throw new Error("nobody waits for anything, and the work is not done");
    }
  }
}
