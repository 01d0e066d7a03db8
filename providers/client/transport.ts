import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { AxiosError } from "axios";
import { isLoopback } from "./address";
import { hasCode } from "./answer";
import type { Gate } from "./gate";
import type { Limiter, Load } from "./limiter";
import { isUnsent, loadOf, pauseMs, Attempts, type Failure } from "./retry";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For one attempt, from sending the call to the last byte of the response. */
  readonly timeoutMs: number;
  readonly repeatable: boolean;
  /** Whether the call starts work on an object instead of continuing it. */
  readonly begins?: boolean | undefined;
  /** Sent to the upload store, which has limits of its own. */
  readonly toStore?: true;
  /** It asks for a page of a list. */
  readonly isList?: true;
  /** The response is a file; its text holds one character per byte (Latin-1). */
  readonly isFile?: true;
  /** The resource that the call is for. */
  readonly subject: string;
  /** The path as errors and logs show it, without query. */
  readonly path: string;
}

/** A response with any status. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string | undefined;
  readonly attempts: number;
}

/** There was no response. */
export class NoAnswer extends Error {
  constructor(
    message: string,
    readonly attempts: number,
    /** Whether the call was certainly not carried out. */
    readonly unsent: boolean,
  ) {
    super(message);
  }
}

export interface TransportOptions {
  readonly gate: Gate;
  readonly limiter: Limiter;
  /** Not counting attempts that end in 429, see `Attempts`. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly serverNow: () => number;
  /** Runs right before every attempt and throws if the call must not be sent. */
  readonly check: (subject: string) => void;
  /** Told of every failure that another attempt follows, and how long after its first attempt the call will be sent again. */
  readonly log: (call: Call, text: string, againMs: number) => void;
  /** Rejects early when the gate closes. */
  readonly sleep: (ms: number) => Promise<void>;
}

const LARGEST_ANSWER = 50 * 1024 * 1024;
/** Enough for a library with its dependencies; more would not fit into a string. */
const LARGEST_FILE = 500 * 1024 * 1024;
/** Idle connections are closed before the server closes them, as a call sent at that moment would fail. */
const IDLE_MS = 15_000;

/**
 * The only code that uses axios: keep-alive, limits, timeouts and retries. An AxiosError holds the headers and so the
 * token; it must not leave this file.
 * @returns a function that sends a call. @throws NoAnswer, or what `check` throws
 */
export function createTransport(options: TransportOptions): (call: Call) => Promise<Answer> {
  const http = axios.create({
    httpAgent: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
    httpsAgent: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
    // A redirect would send the token elsewhere.
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: Infinity,
    responseType: "text",
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    transitional: { clarifyTimeoutError: true },
  });

  return async (call) => {
    const tries = new Attempts(options.attempts);
    const kind = call.toStore ? undefined : kindOf(call);
    const began = performance.now();
    let attempts = 0;
    let unsent = true;
    // A call counts against the limit while in flight, not while it waits for a retry; the check follows both waits.
    const work = async () => {
      options.check(call.subject);
      const leave = options.gate.enter();
      attempts++;
      try {
        return await http.request<string>({
          method: call.method,
          url: call.url.href,
          headers: { ...call.headers },
          data: call.body,
          timeout: call.timeoutMs,
          signal: AbortSignal.timeout(call.timeoutMs),
          ...(call.isFile && { responseEncoding: "latin1", maxContentLength: LARGEST_FILE }),
          ...(isLoopback(call.url.hostname) && { proxy: false as const }),
        });
      } catch (error) {
        throw plain(error, call.timeoutMs);
      } finally {
        leave();
      }
    };
    const wait = async (error: AxiosError): Promise<void> => {
      const status = error.response?.status;
      const failures = tries.failuresLike(status);
      const ms = pauseMs(failures, options.baseMs, header(error.response, "retry-after"), options.serverNow());
      tries.waited(status, ms);
      const why = status === undefined ? error.message : `HTTP ${String(status)}`;
      const next = status === 429 ? "again" : `attempt ${String(failures + 1)} of ${String(options.attempts)}`;
      options.log(call, `${why}, ${next} in ${(ms / 1000).toFixed(1)} s`, performance.now() - began + ms);
      await options.sleep(ms);
    };
    let failed: AxiosError<string> | undefined;
    for (;;) {
      try {
        if (failed) await wait(failed);
        return answerOf(await options.limiter.run({ kind, begins: call.begins, work }, loadIn), attempts);
      } catch (error) {
        if (!axios.isAxiosError<string>(error)) {
          // The error of an aborted wait does not give the reason; the check does.
          options.check(call.subject);
          throw error;
        }
        failed = error;
        unsent &&= error.response?.status === 429 || isUnsent(error);
        if (tries.mayRetry(failureOf(error), call.repeatable)) continue;
        if (error.response) return answerOf(error.response, attempts);
        throw new NoAnswer(error.message, attempts, unsent);
      }
    }
  };
}

const loadIn = (error: unknown): Load | undefined =>
  axios.isAxiosError<string>(error) ? loadOf(failureOf(error)) : undefined;

/** Calls of one method to one collection, or to one sub-path of its objects, take about equally long. */
const kindOf = ({ method, path }: Call): string => {
  const names = path.split("/").filter((_, index) => index % 2 === 1);
  return `${method} ${names.join("/")}`;
};

type Response = NonNullable<AxiosError<string>["response"]>;

const answerOf = (response: Response, attempts: number): Answer => ({
  status: response.status,
  text: response.data,
  header: (name) => header(response, name),
  attempts,
});

function header(response: { headers: object } | undefined, name: string): string | undefined {
  const value = (response?.headers as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? value : undefined;
}

const failureOf = (error: AxiosError<string>): Failure => ({
  status: error.response?.status,
  coded: error.response !== undefined && hasCode(error.response.data),
  code: error.code,
  unsent: isUnsent(error),
});

/** Axios reports a timeout or a truncated response in several ways; this reduces each to one. */
function plain(error: unknown, timeoutMs: number): AxiosError {
  if (axios.isCancel(error) || (axios.isAxiosError(error) && error.message.startsWith("timeout of"))) {
    return new AxiosError(`no answer within ${String(timeoutMs / 1000)} s`, "ETIMEDOUT");
  }
  if (!axios.isAxiosError(error)) throw error;
  if (error.response && typeof error.response.data !== "string") {
    return new AxiosError("the connection was closed in the middle of the response", "ECONNRESET");
  }
  return error;
}
