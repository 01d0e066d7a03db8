import { validateHeaderValue } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Api, ApiRequest, JsonObject } from "./api";
import { callUrl, parseBaseUrl } from "./address";
import { readAnswer } from "./answer";
import { callName, refused, TOKEN_REFUSED, unanswered } from "./failure";
import type { Gate } from "./gate";
import { Limiter } from "./limiter";
import { itemsOf, PAGE, pagesOf } from "./paging";
import { sanitizer } from "./text";
import { tokenEnded } from "./token";
import { createTransport, NoAnswer, type Answer, type Call } from "./transport";
import { checkStored, downloadCall, uploadCall } from "./upload";
import { UserError } from "../errors";

export interface ApiOptions {
  readonly baseUrl: string;
  readonly token: string;
  readonly roleId: string;
  /** Maximum number of concurrent calls, uploads included; lowered while the platform is slow. */
  readonly maxConcurrency: number;
  /** Checked before every call; closed here when the token expires. */
  readonly gate: Gate;
  /** Redacts secrets in errors and logs. */
  readonly redact: (text: string) => string;
  /** As in `TransportOptions`. */
  readonly log?: (line: string, againMs: number) => void;
  /** For one attempt; default: 60 seconds. */
  readonly timeoutMs?: number;
  /** When the token expires, if it says so. */
  readonly expires?: Date;
  /** Default: six attempts, not counting throttled ones. */
  readonly retry?: {
    readonly attempts: number;
    readonly baseMs: number;
    /** Replaces waiting in tests. */
    readonly sleep?: (ms: number) => Promise<void>;
  };
  /** Replaces this machine's clock in tests. */
  readonly now?: () => number;
}

/** The client of Amorphic's API. @throws UserError if the base URL, the token or the role's id cannot be used */
export function createApi(options: ApiOptions): Api {
  const { gate, token, expires, timeoutMs = 60_000, retry = { attempts: 6, baseMs: 500 }, now = Date.now } = options;
  const base = parseBaseUrl(options.baseUrl);
  const headers = {
    Authorization: headerValue("token", token),
    role_id: headerValue("role id", options.roleId),
    "Content-Type": "application/json",
    Accept: "application/json",
  };
  const say = sanitizer(options.redact, token);
  let offset = 0;
  const serverNow = (): number => now() + offset;

  const sleep = retry.sleep ?? ((ms: number) => delay(ms, undefined, { signal: gate.signal }));
  const limiter = new Limiter({ concurrency: options.maxConcurrency, sleep });
  const transport = createTransport({
    ...retry,
    sleep,
    gate,
    limiter,
    serverNow,
    check: (subject) => {
      if (expires && serverNow() >= expires.getTime()) gate.close(tokenEnded(expires, limiter.waiting + 1));
      gate.check(say(subject));
    },
    log: (call, text, againMs) => options.log?.(say(`${callName(call, say)}: ${text}`), againMs),
  });

  const deliver = async (call: Call): Promise<Answer> => {
    try {
      return await transport(call);
    } catch (error) {
      throw error instanceof NoAnswer ? unanswered(call, error, say) : error;
    }
  };

  const send = async (request: ApiRequest, of: Pick<Call, "isList"> = {}): Promise<JsonObject> => {
    const { method, path, body, query, subject, repeatable, begins } = request;
    const call: Call = {
      ...of,
      method,
      path,
      url: new URL(callUrl(base, path, query)),
      headers,
      ...(body && { body: JSON.stringify(body) }),
      timeoutMs,
      repeatable: repeatable ?? method !== "POST",
      begins,
      subject,
    };
    const answer = await deliver(call);
    const date = Date.parse(answer.header("date") ?? "");
    if (!Number.isNaN(date)) offset = date - now();
    const result = readAnswer(method, answer);
    if ("object" in result) return result.object;
    if (result.refusal.kind === "stopped") gate.close(TOKEN_REFUSED);
    throw refused(call, result.refusal, answer.attempts, say);
  };

  return {
    send: (request) => send(request),
    serverNow,
    list: ({ path, items, subject, idOf }) => {
      const what = `${say(subject)}: ${callName({ method: "GET", path }, say)}`;
      return pagesOf(
        what,
        async (from) => {
          const request: ApiRequest = { method: "GET", path, query: { limit: PAGE, offset: from }, subject };
          const body = await send(request, { isList: true });
          return itemsOf(what, body, items);
        },
        idOf,
      );
    },
    upload: async (link, bytes, subject) => {
      const call = uploadCall(link, bytes, subject, timeoutMs, say);
      checkStored(call, await deliver(call), say);
    },
    download: async (link, subject) => {
      const call = downloadCall(link, subject, timeoutMs, say);
      const answer = await deliver(call);
      checkStored(call, answer, say);
      return Buffer.from(answer.text, "latin1");
    },
  };
}

/** Node refuses a line break in a header, too, but late and without saying what to do. */
function headerValue(what: string, value: string): string {
  try {
    validateHeaderValue(what, value);
    if (value !== "") return value;
  } catch {
    // Reported below, without the value.
  }
  throw new UserError(
    `The ${what} for Amorphic's API is empty or contains characters that are not allowed in a header; set it again.`,
  );
}
