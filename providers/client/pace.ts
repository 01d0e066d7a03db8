/** How long the calls are counted that a platform takes, and how long a change is given to show. */
const WINDOW_MS = 1_000;
/** Of the first calls no less than this, as what a platform takes at once says little about what it takes a second. */
const FIRST_WINDOW_MS = 500;
/** Right below the rate that was too much, so that the platform recovers. */
const BACK_TO = 0.95;
/** If less than this part of what was answered was taken, no more than that is sent. */
const FAR_LESS = 0.75;
/** By how much the rate has grown t seconds after a throttling: this times t cubed. */
const GROWTH = 0.02;
const SLOWEST = 0.5;

/**
 * How many calls a second a platform that throttles is sent: a little less than what led to its last 429, and then more
 * with the cube of the time since, so slowly near the limit and fast far from it (CUBIC, RFC 9438, does so for TCP and the
 * AWS SDKs for calls). Without a limit until the first 429. Every moment is handed in, in milliseconds.
 */
export class Pace {
  /** Calls a second. */
  #base = Infinity;
  #throttled = -Infinity;
  #next = -Infinity;
  #began: number | undefined;
  /** The last answers: when they came, and whether they were 429. */
  #answers: { readonly at: number; readonly taken: boolean }[] = [];

  /** Calls a second that may be sent now. */
  rate(now: number): number {
    return this.#base + GROWTH * ((now - this.#throttled) / 1_000) ** 3;
  }

  /** Takes the next free place. @returns how long to wait for it */
  reserve(now: number): number {
    this.#began ??= now;
    const rate = this.rate(now);
    if (rate === Infinity) return 0;
    const place = Math.max(now, this.#next);
    this.#next = place + 1_000 / rate;
    return place - now;
  }

  /** The platform took a call, whatever it then made of it. */
  taken(now: number): void {
    this.#answers = [...this.#lately(now), { at: now, taken: true }];
  }

  /** The platform answered 429. Of many at once the first says it all. */
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
