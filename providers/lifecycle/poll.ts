import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../errors";

/** Redshift registrations and the like take minutes; what never comes must not hold a build for ever. */
const LIMIT_MS = 30 * 60_000;
const GOES_ON = "Look at it in Amorphic's console, then run again: the wait goes on from there.";
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Asks, ever less often, until the answer is `ended`.
 * @param waiting says what is still the case, for the error: `Dataset "a.b": RegistrationStatus is still "pending"`
 * @throws UserError after half an hour, or as `limit` has it
 */
export async function poll<T>(
  ask: () => Promise<T>,
  ended: (answer: T) => boolean,
  waiting: (answer: T) => string,
  limit: { readonly limitMs: number; readonly wayOut: string } = { limitMs: LIMIT_MS, wayOut: GOES_ON },
): Promise<T> {
  const { limitMs, wayOut } = limit;
  const deadline = Date.now() + limitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (ended(answer)) return answer;
    if (Date.now() > deadline) {
      throw new UserError(`${waiting(answer)} after ${String(limitMs / 60_000)} minutes. ${wayOut}`);
    }
    await delay(pause);
  }
}
