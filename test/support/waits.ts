import timers from "node:timers/promises";

/** Takes the place of a wait of that many milliseconds; `real` waits by the clock. */
type Wait = (ms: number, real: (ms: number) => Promise<void>) => Promise<void>;

/** Replaces, while the work runs, the waits of all code in this process that waits with `node:timers/promises`. */
export async function withWaits(wait: Wait, work: () => Promise<void>): Promise<void> {
  const { setTimeout: pause } = timers;
  const replaced = (ms: number, value: undefined, options?: { readonly signal?: AbortSignal }): Promise<void> =>
    wait(ms, (real) => pause(real, value, options));
  Object.assign(timers, { setTimeout: replaced });
  try {
    await work();
  } finally {
    Object.assign(timers, { setTimeout: pause });
  }
}
