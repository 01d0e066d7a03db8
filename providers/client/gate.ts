import { setMaxListeners } from "node:events";
import { ApiError } from "./api";
import { unsentText } from "./failure-text";

/**
 * Guards every call. It closes when the token expires or the Pulumi engine is gone. Nothing more is sent then, but calls in
 * flight finish.
 */
export class Gate {
  #reason: string | undefined;
  #inFlight = 0;
  #idle: (() => void)[] = [];
  readonly #closing = new AbortController();

  constructor() {
    // Any number of calls may wait at once; by default, Node reports more than ten listeners as a leak.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Why nothing more is sent; undefined while the gate is open. */
  get closed(): string | undefined {
    return this.#reason;
  }

  /** Number of calls sent but not yet answered. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Aborted when the gate closes, to end pending waits. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Closes the gate for good; the first reason is kept. */
  close(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#closing.abort();
  }

  /** @throws ApiError of kind `stopped` once the gate is closed */
  check(subject: string): void {
    if (this.#reason !== undefined) throw new ApiError("stopped", unsentText(subject, this.#reason));
  }

  /** Counts a call as in flight. @returns a function to call when it is over */
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
