/** Responses slower than usual by this factor mean that the platform is overloaded … */
const SLOWER = 2;
/** … unless they are fast anyway: a difference of this size comes from the network or from us. */
const SLACK_MS = 50;
/** Weights of a new response time in the usual one, which falls quickly and rises slowly. */
const DOWN = 0.2;
const UP = 0.01;
/** Weight of the latest response in the current slowness. */
const RECENT = 0.2;
const NARROWER = 0.75;
/** Below this fraction of the maximum, waiting longer helps more than sending fewer calls. */
const LEAST = 0.2;

/**
 * The number of calls allowed in flight: starts at the maximum, shrinks while the platform is slow or reports overload, and
 * grows by one with each round of good responses (AIMD, as in TCP). The usual time is learned per kind of call, so that
 * slow kinds do not count as overload; a time that stays slow becomes the usual one.
 */
export class Concurrency {
  readonly #usualMs = new Map<string, number>();
  readonly #most: number;
  #calls: number;
  /** How much slower responses are now than usual. */
  #slowness = 1;
  #untilNextLook = 0;

  constructor(most: number) {
    this.#most = most;
    this.#calls = most;
  }

  get calls(): number {
    return Math.floor(this.#calls);
  }

  /** @param ms the response time; Infinity if the platform reported overload or timed out */
  observe(kind: string, ms: number): void {
    const usual = this.#usualMs.get(kind) ?? ms;
    if (ms !== Infinity) this.#usualMs.set(kind, usual + (ms - usual) * (ms < usual ? DOWN : UP));
    const slowness = usual === Infinity ? SLOWER * 2 : ms / (usual + SLACK_MS);
    this.#slowness += (Math.min(slowness, SLOWER * 2) - this.#slowness) * RECENT;
    if (--this.#untilNextLook > 0) return;
    const isSlow = this.#slowness > SLOWER;
    this.#calls = isSlow
      ? Math.max(1, this.#most * LEAST, this.#calls * NARROWER)
      : Math.min(this.#most, this.#calls + 1);
    this.#untilNextLook = this.calls;
  }
}
