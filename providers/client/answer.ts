import type { ApiErrorKind, JsonObject } from "./api";
import { shown } from "./address";
import type { Answer } from "./transport";

/** An answer that is not what was asked for. */
export interface Refusal {
  readonly kind: ApiErrorKind;
  readonly status: number;
  readonly code?: string;
  /** What Amorphic said, or what came instead; not yet redacted. */
  readonly said: string;
  /** Set if it did not come from Amorphic's API: the body's beginning, not yet redacted. */
  readonly foreign?: string;
  /** It came from the store of uploads. */
  readonly upload?: true;
}

/** Enough to redact before it is cut to what is shown. */
const FOREIGN_LENGTH = 4_000;

/** The answer's object, `{}` if it has no body, or why it is not accepted. */
export function readAnswer(method: string, answer: Answer): { object: JsonObject } | { refusal: Refusal } {
  const { status, text } = answer;
  const good = status >= 200 && status < 300;
  if (status >= 300 && status < 400) return { refusal: redirected(answer) };
  const body = parse(text);
  if (body === undefined) return { refusal: unreadable(method, answer, good) };
  const message = messageOf(body);
  const code = /^\s*([A-Z]+-\d+)/.exec(message ?? "")?.[1];
  if (good && (code === undefined || isReport(method, body))) return { object: body };
  return {
    refusal: {
      kind: kindOf(status, code, message ?? "", body),
      status,
      said: (message ?? describe(body)).trim().replace(/\.$/, ""),
      ...(code !== undefined && { code }),
      ...(isRouteless(status, body) && { foreign: "" }),
    },
  };
}

function kindOf(status: number, code: string | undefined, message: string, body: JsonObject): ApiErrorKind {
  if (code === "IPV-1018") return "name-taken";
  if (code === "IPV-1002") return "not-found";
  // Amorphic's own refusals carry a code; what API Gateway says of the token does not.
  const ofToken = status === 401 || (status === 403 && /^unauthorized$|expired/i.test(message));
  if (ofToken && code === undefined) return "stopped";
  if (status === 404) return isRouteless(status, body) ? "refused" : "not-found";
  // A server that failed may have done part of the work.
  return status >= 500 ? "uncertain" : "refused";
}

/** API Gateway's own answer to a path it does not know: no word about an object, so none may be taken for gone. */
const isRouteless = (status: number, body: JsonObject): boolean => status === 404 && body.message === "Not Found";

/** An object that was asked for may itself tell of a failure, with the reason in `Message`. */
const isReport = (method: string, body: JsonObject): boolean =>
  method === "GET" && Object.keys(body).some((key) => key.endsWith("Status"));

function parse(text: string): JsonObject | undefined {
  if (text.trim() === "") return {};
  try {
    const value = JSON.parse(text) as unknown;
    if (value === null) return {};
    return typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function redirected(answer: Answer): Refusal {
  const location = answer.header("location") ?? "";
  const target = URL.canParse(location) ? ` to ${shown(new URL(location))}` : "";
  return { kind: "refused", status: answer.status, said: `a redirect${target}, which is not followed`, foreign: "" };
}

function unreadable(method: string, { status, text, header }: Answer, good: boolean): Refusal {
  // A call that changes something and was answered like this may well have been carried out.
  const unsure = status >= 500 || (good && method !== "GET");
  return {
    kind: status === 401 ? "stopped" : unsure ? "uncertain" : "refused",
    status,
    said: `${header("content-type")?.split(";")[0] ?? "a body of no type"} that is not a JSON object`,
    foreign: text.trim().slice(0, FOREIGN_LENGTH),
  };
}

const messageOf = (body: JsonObject): string | undefined =>
  [body.Message, body.message].find((text): text is string => typeof text === "string" && text !== "");

/** Names of keys only: values might be anything. */
function describe(body: JsonObject): string {
  const keys = Object.keys(body);
  return keys.length === 0 ? "nothing" : `no message, only the keys ${keys.slice(0, 10).join(", ")}`;
}
