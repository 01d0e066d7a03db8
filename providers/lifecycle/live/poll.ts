import { setTimeout as delay } from "node:timers/promises";
import { duration } from "../../duration";
import { UserError } from "../../errors";

/** Redshift registrations and the like take minutes, but no build must wait forever. */
const LIMIT_MS = 30 * 60_000;
const LOOK_THEN_RUN = "Look at it in Amorphic's console, then run again: the wait continues from there.";
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

interface Options {
  readonly limitMs?: number | undefined;
  readonly wayOut?: string;
  /**
   * Whether another source says that asking is still pointless.
   * @param pause milliseconds since the last check
   */
  readonly isStillAtWork?: (pause: number) => Promise<boolean>;
}

/**
 * Asks at growing intervals until the answer is `ended`.
 * @param waiting says what is still the case, for the error: `Dataset "a.b": RegistrationStatus is still "pending"`
 * @throws UserError after half an hour, or as `options` has it
 */
export async function poll<T>(
  ask: () => Promise<T>,
  ended: (answer: T) => boolean,
  waiting: (answer: T) => string,
  { limitMs = LIMIT_MS, wayOut = LOOK_THEN_RUN, isStillAtWork = () => Promise.resolve(false) }: Options = {},
): Promise<T> {
  const deadline = Date.now() + limitMs;
  let answer = await ask();
  for (let pause = FIRST_PAUSE_MS; !ended(answer); pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    if (Date.now() > deadline) {
      throw new UserError(`${waiting(answer)} after ${duration(limitMs)}. ${wayOut}`);
    }
    await delay(pause);
    if (!(await isStillAtWork(pause))) answer = await ask();
  }
  return answer;
}
