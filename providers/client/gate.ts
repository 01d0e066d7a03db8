import { setMaxListeners } from "node:events";
import { ApiError } from "./api";

/**
 * Stands before every call. Once closed nothing more is sent, while calls in flight finish: the token ended, or the
 * engine that we work for is gone.
 */
export class Gate {
  #reason: string | undefined;
  #inFlight = 0;
  #idle: (() => void)[] = [];
  readonly #closing = new AbortController();

  constructor() {
    // Any number of calls may wait at once; Node would take more than ten for a leak.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Why nothing is sent any more; undefined while the gate is open. */
  get closed(): string | undefined {
    return this.#reason;
  }

  /** Calls sent and not answered yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Aborted when the gate closes, for those who wait to send again. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Closes for good; the first reason stays. */
  close(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#closing.abort();
  }

  /** @throws ApiError of kind `stopped` once the gate is closed */
  check(subject: string): void {
    if (this.#reason !== undefined) throw new ApiError("stopped", `${subject}: nothing was sent. ${this.#reason}`);
  }

  /** Counts a call as in flight. @returns what to call when it is over */
  enter(): () => void {
    this.#inFlight++;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      if (--this.#inFlight === 0) this.#idle.splice(0).forEach((resolve) => resolve());
    };
  }

  /** Resolves as soon as no call is in flight. */
  onIdle(): Promise<void> {
    return this.#inFlight === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }
}
