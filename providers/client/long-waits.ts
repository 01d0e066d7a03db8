/** How a line starts that says what a call is waiting for. */
export const WAITING = "waiting for Amorphic: ";

/** After this time without a result, people begin to wonder. */
const LONG_MS = 10_000;
const PAUSE_MS = 30_000;

/**
 * Says what calls wait for, once one is not sent again within ten seconds of its first attempt, and at most every thirty
 * seconds, since usually all of them wait for the same.
 * @param say takes a line
 * @param now milliseconds
 * @returns `log` of `ApiOptions`
 */
export function longWaits(say: (line: string) => void, now = () => performance.now()) {
  let said = -Infinity;
  return (failure: string, againMs: number): void => {
    if (againMs < LONG_MS || now() - said < PAUSE_MS) return;
    said = now();
    say(WAITING + failure);
  };
}
