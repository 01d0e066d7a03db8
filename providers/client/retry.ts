import type { Load } from "./limiter";

/** How an attempt failed, as far as repeating it is concerned. */
export interface Failure {
  /** HTTP status, if there was an answer. */
  readonly status?: number | undefined;
  /** Of Node or axios, if there was none. */
  readonly code?: string | undefined;
  /** Whether it failed before anything of the call was sent. */
  readonly unsent?: boolean;
}

const BUSY = new Set([429, 502, 503, 504]);
const BROKEN = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
]);
/** A call that is only ever throttled was never carried out, so it may wait as long as somebody would watch. */
const PATIENCE_MS = 10 * 60_000;
const LONGEST_BACKOFF_MS = 20_000;
/** What a server may ask for with `Retry-After`. */
const LONGEST_WISH_MS = 60_000;

/** Whether the failure may pass, and a repetition does no harm. */
function mayRepeat({ status, code, unsent }: Failure, repeatable: boolean): boolean {
  const passing = status === undefined ? BROKEN.has(code ?? "") : BUSY.has(status);
  return passing && (repeatable || unsent === true || status === 429);
}

/** What a failed attempt says about the platform; undefined if it was never reached. */
export function loadOf({ status, code, unsent }: Failure): Load | undefined {
  if (status === 429) return "throttled";
  if (status === 503 || status === 504 || (code === "ETIMEDOUT" && !unsent)) return "overloaded";
  return status === undefined ? undefined : "answered";
}

/** Counts the failures of one call: how often it is tried again, and how long if it is only throttled. */
export class Tries {
  #failures = 0;
  #throttled = 0;
  #waitedMs = 0;

  constructor(readonly attempts: number) {}

  /** Counts a failure. @returns whether to try again */
  mayGoOn(failure: Failure, repeatable: boolean): boolean {
    if (failure.status === 429) this.#throttled++;
    else this.#failures++;
    const left = failure.status === 429 ? this.#waitedMs < PATIENCE_MS : this.#failures < this.attempts;
    return left && mayRepeat(failure, repeatable);
  }

  /** How often it has failed so, throttled or otherwise. */
  failuresLike(status: number | undefined): number {
    return status === 429 ? this.#throttled : this.#failures;
  }

  waited(status: number | undefined, ms: number): void {
    if (status === 429) this.#waitedMs += ms;
  }
}

/** Whether an error of Node arose before anything was sent: no address, no connection, no TLS. */
export function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall, errors, cause } = error as NodeJS.ErrnoException & { errors?: unknown; cause?: unknown };
  // Node tries the addresses of a host one by one and reports all of the failures together.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isUnsent);
  if (code === "ECONNREFUSED" || syscall === "connect" || syscall === "getaddrinfo") return true;
  return HANDSHAKE.test(code ?? "") || isUnsent(cause);
}

const HANDSHAKE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/;

/** How long to wait before the attempt after the `failures`-th one: exponential with full jitter, or what the server asks for. */
export function pauseMs(failures: number, baseMs: number, retryAfter: string | undefined, serverNow: number): number {
  const backoff = Math.random() * Math.min(LONGEST_BACKOFF_MS, baseMs * 2 ** (failures - 1));
  const wish = Math.min(LONGEST_WISH_MS, wishMs(retryAfter, serverNow));
  // Those who were all told the same moment should not come back all at once.
  return wish > 0 ? wish + Math.random() * baseMs : backoff;
}

/** `Retry-After` is a number of seconds or an HTTP date. */
function wishMs(retryAfter: string | undefined, serverNow: number): number {
  if (retryAfter === undefined) return 0;
  const ms = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - serverNow;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
