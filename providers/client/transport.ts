import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { AxiosError } from "axios";
import { isLoopback } from "./address";
import type { Gate } from "./gate";
import type { Limiter, Load } from "./limiter";
import { isUnsent, loadOf, pauseMs, Tries, type Failure } from "./retry";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For one attempt, from the moment it is sent to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly repeatable: boolean;
  /** Whether it begins an object, and not goes on with one. */
  readonly begins?: boolean | undefined;
  /** Sent to the store of uploads, which has limits of its own. */
  readonly toStore?: true;
  /** The answer is a file: its text has one character a byte (Latin-1). */
  readonly isFile?: true;
  /** Whom the call is for. */
  readonly subject: string;
  /** How errors and logs name the place, without query. */
  readonly path: string;
}

/** What came, whatever the status. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string | undefined;
  readonly attempts: number;
}

/** No answer came. */
export class NoAnswer extends Error {
  constructor(
    message: string,
    readonly attempts: number,
    /** Whether the call certainly was not carried out. */
    readonly unsent: boolean,
  ) {
    super(message);
  }
}

export interface TransportOptions {
  readonly gate: Gate;
  readonly limiter: Limiter;
  /** Beside those that end in 429, see `Tries`. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly serverNow: () => number;
  /** Called right before every attempt; throws if it must not be sent. */
  readonly check: (subject: string) => void;
  readonly log: (call: Call, text: string) => void;
  /** Ends early, by an error, when the gate closes. */
  readonly sleep: (ms: number) => Promise<void>;
}

const LARGEST_ANSWER = 50 * 1024 * 1024;
/** A library with all it needs; more would not fit into a string. */
const LARGEST_FILE = 500 * 1024 * 1024;
/** Idle connections are closed before a server closes them, or a call would meet the closing and fail. */
const IDLE_MS = 15_000;

/**
 * All that touches axios: keep-alive, limit, timeouts, attempts. An AxiosError holds the headers and so the token,
 * therefore none leaves this file.
 * @returns a function that sends a call. @throws NoAnswer, or what `check` throws
 */
export function createTransport(options: TransportOptions): (call: Call) => Promise<Answer> {
  const http = axios.create({
    httpAgent: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
    httpsAgent: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
    // A redirect would take the token elsewhere.
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: Infinity,
    responseType: "text",
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    transitional: { clarifyTimeoutError: true },
  });

  return async (call) => {
    const tries = new Tries(options.attempts);
    const kind = call.toStore ? undefined : kindOf(call);
    let attempts = 0;
    let unsent = true;
    // The limit is held while a call is on its way, not while it waits to be repeated; the check comes after both waits.
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
      options.log(call, `${why}, ${next} in ${(ms / 1000).toFixed(1)} s`);
      await options.sleep(ms);
    };
    let failed: AxiosError<string> | undefined;
    for (;;) {
      try {
        if (failed) await wait(failed);
        return answerOf(await options.limiter.run({ kind, begins: call.begins, work }, loadIn), attempts);
      } catch (error) {
        if (!axios.isAxiosError<string>(error)) {
          // A wait that ends early tells only that; the check says why.
          options.check(call.subject);
          throw error;
        }
        failed = error;
        unsent &&= error.response?.status === 429 || isUnsent(error);
        if (tries.mayGoOn(failureOf(error), call.repeatable)) continue;
        if (error.response) return answerOf(error.response, attempts);
        throw new NoAnswer(error.message, attempts, unsent);
      }
    }
  };
}

const loadIn = (error: unknown): Load | undefined => (axios.isAxiosError(error) ? loadOf(failureOf(error)) : undefined);

/** Calls to one collection, or to what is below its objects, take about the same time. */
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

const failureOf = (error: AxiosError): Failure => ({
  status: error.response?.status,
  code: error.code,
  unsent: isUnsent(error),
});

/** Axios tells a timeout and a cut answer in several ways; here each has one. */
function plain(error: unknown, timeoutMs: number): AxiosError {
  if (axios.isCancel(error) || (axios.isAxiosError(error) && error.message.startsWith("timeout of"))) {
    return new AxiosError(`no answer within ${String(timeoutMs / 1000)} s`, "ETIMEDOUT");
  }
  if (!axios.isAxiosError(error)) throw error;
  if (error.response && typeof error.response.data !== "string") {
    return new AxiosError("the connection was cut in the middle of the answer", "ECONNRESET");
  }
  return error;
}
