/** The window in which accepted calls are counted, and in which a change of the rate may take effect. */
const WINDOW_MS = 1_000;
/** Minimum window for the first calls, as a burst that the platform accepts says little about its rate per second. */
const FIRST_WINDOW_MS = 500;
/** The new rate, as a fraction of the rate that was too high: slightly lower, so that the platform recovers. */
const BACK_TO = 0.95;
/** If less than this fraction of the calls sent was accepted, the rate falls to that of the accepted calls. */
const FAR_LESS = 0.75;
/** t seconds after throttling, the rate has grown by GROWTH · t³. */
const GROWTH = 0.02;
const SLOWEST = 0.5;

/**
 * The rate of calls to a platform that throttles: slightly below the rate that led to its last 429, then growing with the
 * cube of the time since, so slowly near the limit and fast far from it (as CUBIC, RFC 9438, does for TCP and the AWS SDKs
 * do for calls). Unlimited until the first 429. All times are passed in, in milliseconds.
 */
export class Pace {
  /** Calls per second. */
  #base = Infinity;
  #throttled = -Infinity;
  #next = -Infinity;
  #began: number | undefined;
  /** The latest responses: when they came, and whether the call was accepted (not a 429). */
  #answers: { readonly at: number; readonly taken: boolean }[] = [];

  /** Calls per second that may be sent now. */
  rate(now: number): number {
    return this.#base + GROWTH * ((now - this.#throttled) / 1_000) ** 3;
  }

  /** Reserves the next free slot. @returns how long to wait for it */
  reserve(now: number): number {
    this.#began ??= now;
    const rate = this.rate(now);
    if (rate === Infinity) return 0;
    const place = Math.max(now, this.#next);
    this.#next = place + 1_000 / rate;
    return place - now;
  }

  /** Records that the platform accepted a call, whatever the result. */
  taken(now: number): void {
    this.#answers = [...this.#lately(now), { at: now, taken: true }];
  }

  /** Records a 429. Only the first of a burst changes the rate. */
  throttled(now: number): void {
    this.#answers = [...this.#lately(now), { at: now, taken: false }];
    if (now - this.#throttled < WINDOW_MS) return;
    const counted = now - (this.#began ?? now);
    const perSecond = 1_000 / Math.min(Math.max(counted, FIRST_WINDOW_MS), WINDOW_MS);
    const taken = this.#answers.filter((answer) => answer.taken).length * perSecond;
    const sent = Math.min(this.rate(now), this.#answers.length * perSecond);
    this.#base = Math.max(taken < sent * FAR_LESS ? taken : sent * BACK_TO, SLOWEST);
    this.#throttled = now;
    this.#next = now + 1_000 / this.#base;
  }

  #lately(now: number) {
    return this.#answers.filter(({ at }) => at > now - WINDOW_MS);
  }
}
