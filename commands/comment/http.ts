import { setTimeout as delay } from "node:timers/promises";
import { Gate } from "../../providers/client/gate";
import { Limiter } from "../../providers/client/limiter";
import { sanitizer } from "../../providers/client/text";
import { createTransport, NoAnswer, type Answer, type Call } from "../../providers/client/transport";
import { UserError } from "../../providers/errors";
import { isObject } from "../../providers/is-object";
import type { PullRequest } from "./host";

export interface HttpOptions {
  /** The host's name in errors. */
  readonly host: string;
  readonly apiUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Redacted in errors. */
  readonly token: string;
  /** Named in errors. */
  readonly tokenEnv: string;
  /** The rights that the token needs. */
  readonly scopes: string;
}

export interface HttpRequest {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** Marks a POST that may safely be sent twice. */
  readonly repeatable?: boolean;
}

/** The host refused. */
export class HostError extends UserError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Sends a call with retries and timeouts, and returns the response body. @throws HostError, UserError */
export type Send = (method: Call["method"], path: string, request?: HttpRequest) => Promise<unknown>;

const TIMEOUT_MS = 30_000;

const LONGEST_LIMIT_MS = 60_000;

export function createSend(options: HttpOptions): Send {
  const say = sanitizer((text) => text, options.token);
  const transport = createTransport({
    gate: new Gate(),
    sleep: delay,
    limiter: new Limiter({ concurrency: 4, sleep: delay }),
    attempts: 4,
    baseMs: 500,
    serverNow: Date.now,
    check: () => undefined,
    log: (call, text) => process.stderr.write(`${options.host}: ${call.method} ${call.path}: ${text}\n`),
  });
  return async (method, path, { query = {}, body, repeatable } = {}) => {
    const url = new URL(options.apiUrl + path);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
    const call: Call = {
      method,
      url,
      path,
      headers: {
        Accept: "application/json",
        "User-Agent": "amorphic-cicd",
        "Content-Type": "application/json",
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      timeoutMs: TIMEOUT_MS,
      repeatable: repeatable ?? method !== "POST",
      subject: options.host,
    };
    const what = `${options.host}: ${method} ${say(path)}`;
    let answer: Answer;
    try {
      answer = await transport(call);
      const wait = limitedFor(answer);
      if (wait !== undefined) {
        await delay(wait);
        answer = await transport(call);
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new UserError(
        `${what} got no answer: ${say(error.message)}. Check the network, --api-url and HTTPS_PROXY.`,
      );
    }
    if (answer.status >= 200 && answer.status < 300) {
      const body = parsed(answer.text);
      if ((typeof body === "object" && body !== null) || (answer.text.trim() === "" && method !== "GET")) return body;
      throw new UserError(`${what} did not return JSON: ${say(answer.text, 80) || "nothing"}. Check --api-url.`);
    }
    throw new HostError(
      answer.status,
      `${what} was refused: ${say(said(answer.text))} (HTTP ${String(answer.status)}). ${advice(answer, options)}`,
    );
  };
}

/** GitHub answers 403 where others answer 429. @returns milliseconds to wait if a rate limit was hit that ends soon */
function limitedFor({ status, header }: Answer): number | undefined {
  if (status !== 403) return undefined;
  const after = Number(header("retry-after"));
  const spent = header("x-ratelimit-remaining") === "0";
  const ms = after > 0 ? after * 1000 : spent ? Number(header("x-ratelimit-reset")) * 1000 - Date.now() : NaN;
  return ms >= 0 && ms <= LONGEST_LIMIT_MS ? ms : undefined;
}

function advice({ status, header, text }: Answer, { tokenEnv, scopes, host }: HttpOptions): string {
  if (status === 401)
    return `The token in ${tokenEnv} is not accepted: it has expired or was revoked; create a new one.`;
  if (status === 403 && header("x-ratelimit-remaining") === "0")
    return "The token's rate limit for this hour is used up.";
  if (status === 403 && (header("retry-after") !== undefined || /rate limit/i.test(text))) return "Run again later.";
  if (status === 403) return `The token in ${tokenEnv} needs ${scopes}.`;
  if (status === 404) {
    return `Check --repo and --pull-request; ${host} gives the same answer if the token in ${tokenEnv} has no access: it needs ${scopes}.`;
  }
  if (status >= 300 && status < 400)
    return "Redirects are not followed: check --api-url and whether the repository has moved.";
  if (status >= 500 || status === 429) return "Run again later.";
  return "The pull request may have changed in the meantime; run again.";
}

/** The message in an error's body: each host has a different key. */
function said(text: string): string {
  const body = parsed(text);
  if (!isObject(body)) return text.slice(0, 300);
  const error = body["error"];
  const found = body["message"] ?? (isObject(error) ? error["message"] : error) ?? body;
  const more = Array.isArray(body["errors"]) ? ` ${JSON.stringify(body["errors"])}` : "";
  return (typeof found === "string" ? found : JSON.stringify(found)) + more;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws UserError if the values of its state and head are not a pull request's, as something else may answer */
export function pullRequestOf(host: string, open: string, state: unknown, commit: unknown): PullRequest {
  const isOpen = state === open;
  if (typeof state !== "string" || (isOpen && typeof commit !== "string"))
    throw new UserError(`${host} did not return a pull request. Check --api-url.`);
  return { isOpen, commit: typeof commit === "string" ? commit : "" };
}

/** The beginning of a text, without half a character at its end. */
export const start = (text: string, most: number): string => text.slice(0, most).replace(/\p{Cs}$/u, "");

/** Items of all pages, requested in turn until one is not full. */
export async function allPages<T>(size: number, page: (number: number) => Promise<unknown>): Promise<T[]> {
  const items: T[] = [];
  for (let number = 1; number <= MOST_PAGES; number++) {
    const found = await page(number);
    if (!Array.isArray(found)) throw new UserError("The host's list of comments is not a list. Check --api-url.");
    items.push(...(found as T[]));
    if (found.length < size) break;
  }
  return items;
}

/** 10,000 comments: a server that ignores the page number must not keep us forever. */
const MOST_PAGES = 100;

/** @returns the result of `work`, or `otherwise` if the host answered with one of the statuses */
export async function unless<T>(statuses: readonly number[], otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HostError && statuses.includes(error.status)) return otherwise;
    throw error;
  }
}
