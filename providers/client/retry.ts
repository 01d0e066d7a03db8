import type { Load } from "./limiter";

/** What matters about a failed attempt for deciding on a retry. */
export interface Failure {
  /** HTTP status, if there was a response. */
  readonly status?: number | undefined;
  /** Whether the response has a code of Amorphic's, so that its own code decided, not a gateway before it. */
  readonly coded?: boolean;
  /** Error code of Node or axios, if there was no response. */
  readonly code?: string | undefined;
  /** Whether it failed before any part of the call was sent. */
  readonly unsent?: boolean;
}

/** API Gateway also answers 500 when the function behind it is throttled, and S3 when it should be tried again. */
const BUSY = new Set([429, 500, 502, 503, 504]);
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
/** A throttled call was never carried out, so it may be retried for as long as a person would wait. */
const PATIENCE_MS = 10 * 60_000;
const LONGEST_BACKOFF_MS = 20_000;
/** Upper limit for the server's `Retry-After`. */
const LONGEST_WISH_MS = 60_000;

/** Whether the failure may be temporary and a retry is harmless. */
function mayRepeat({ status, code, unsent, coded }: Failure, repeatable: boolean): boolean {
  const isError = status === 500 && coded === true;
  const passing = status === undefined ? BROKEN.has(code ?? "") : BUSY.has(status) && !isError;
  return passing && (repeatable || unsent === true || status === 429);
}

/** What a failed attempt tells about the load of the platform; undefined if it tells nothing. */
export function loadOf({ status, code, unsent }: Failure): Load | undefined {
  if (status === 429) return "throttled";
  if (status === 503 || status === 504 || (code === "ETIMEDOUT" && !unsent)) return "overloaded";
  return status === undefined ? undefined : "answered";
}

/** Counts the failures of one call. Retries are limited by number, or by total waiting time if the call is throttled. */
export class Attempts {
  #failures = 0;
  #throttled = 0;
  #waitedMs = 0;

  constructor(readonly attempts: number) {}

  /** Counts a failure. @returns whether to retry */
  mayRetry(failure: Failure, repeatable: boolean): boolean {
    if (failure.status === 429) this.#throttled++;
    else this.#failures++;
    const left = failure.status === 429 ? this.#waitedMs < PATIENCE_MS : this.#failures < this.attempts;
    return left && mayRepeat(failure, repeatable);
  }

  /** The number of failures of the same kind: throttled, or any other. */
  failuresLike(status: number | undefined): number {
    return status === 429 ? this.#throttled : this.#failures;
  }

  waited(status: number | undefined, ms: number): void {
    if (status === 429) this.#waitedMs += ms;
  }
}

/** Whether Node failed before anything was sent: in DNS lookup, connection or TLS handshake. */
export function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall, errors, cause } = error as NodeJS.ErrnoException & { errors?: unknown; cause?: unknown };
  // Node tries the addresses of a host one by one and reports all failures together.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isUnsent);
  if (code === "ECONNREFUSED" || syscall === "connect" || syscall === "getaddrinfo") return true;
  return HANDSHAKE.test(code ?? "") || isUnsent(cause);
}

const HANDSHAKE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/;

/** The wait after the `failures`-th failure: what the server asks for, or exponential backoff with full jitter. */
export function pauseMs(failures: number, baseMs: number, retryAfter: string | undefined, serverNow: number): number {
  const backoff = Math.random() * Math.min(LONGEST_BACKOFF_MS, baseMs * 2 ** (failures - 1));
  const wish = Math.min(LONGEST_WISH_MS, wishMs(retryAfter ?? "", serverNow));
  // Jitter, so that clients that were given the same time do not all return at once.
  return wish > 0 ? wish + Math.random() * baseMs : backoff;
}

/** `Retry-After` is a number of seconds or an HTTP date; NaN if it is neither. */
const wishMs = (retryAfter: string, serverNow: number): number =>
  /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - serverNow;
