import { setTimeout as delay } from "node:timers/promises";
import { isNotFound, type Api } from "../../client/api";

/** How long the platform may not know yet what was just created, as when it reads a copy of its store. */
const LAG_MS = 5_000;
const FIRST_PAUSE_MS = 200;

const created = new WeakMap<Api, number>();

/** Records that this run has, or may have, created something on the platform. */
export function noteCreate(api: Api): void {
  created.set(api, performance.now());
}

/**
 * Repeats a question or a call that finds nothing, as long as that may only mean that a new object does not show yet.
 * @param since when the latest object was created (`performance.now()`)
 * @returns the last answer, which may be undefined. @throws what `ask` threw last
 */
export async function untilVisible<T>(api: Api, ask: () => Promise<T>, since = created.get(api)): Promise<T> {
  const mayLag = (): boolean => since !== undefined && performance.now() - since < LAG_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 1.5) {
    try {
      const answer = await ask();
      if (answer !== undefined || !mayLag()) return answer;
    } catch (error) {
      if (!isNotFound(error) || !mayLag()) throw error;
    }
    await delay(pause);
  }
}
