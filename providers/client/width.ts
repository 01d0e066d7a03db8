/** Answers that take so much longer than usual say that the platform is overloaded … */
const SLOWER = 2;
/** … but not where they are quick: this much more or less is the network's, or our own. */
const SLACK_MS = 50;
/** Of the usual time: a longer one is soon forgotten for a shorter one, not the other way round. */
const DOWN = 0.2;
const UP = 0.01;
/** Of what is seen now. */
const RECENT = 0.2;
const NARROWER = 0.75;
/** Below this part of the most, waiting longer helps more than sending less. */
const LEAST = 0.2;

/**
 * How many calls may be on their way at once: the most allowed, less while the platform is slow or says that it is
 * overloaded, one more for each round of good answers (AIMD, as TCP does). What is usual is learned for each kind of call,
 * so that kinds which take longer are no overload; what stays slow becomes usual.
 */
export class Width {
  readonly #usualMs = new Map<string, number>();
  readonly #most: number;
  #calls: number;
  /** How much slower than usual answers are now. */
  #slowness = 1;
  #untilNextLook = 0;

  constructor(most: number) {
    this.#most = most;
    this.#calls = most;
  }

  get calls(): number {
    return Math.floor(this.#calls);
  }

  /** @param ms how long the answer took; Infinity if the platform said that it is overloaded, or said nothing in time */
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
