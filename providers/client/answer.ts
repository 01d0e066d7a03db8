import type { ApiErrorKind, JsonObject } from "./api";
import { shown } from "./address";
import type { Answer } from "./transport";

/** A response that is not accepted. */
export interface Refusal {
  readonly kind: ApiErrorKind;
  readonly status: number;
  readonly code?: string;
  /** Amorphic's message, or a description of the response; not yet redacted. */
  readonly said: string;
  /** Set if the response did not come from Amorphic's API: the start of the body, not yet redacted. */
  readonly foreign?: string;
  /** The response came from the upload store. */
  readonly upload?: true;
}

/** Longer than what is shown, as secrets must be redacted before the text is cut. */
const FOREIGN_LENGTH = 4_000;

/** The response's JSON object (`{}` without a body), or why the response is not accepted. */
export function readAnswer(method: string, answer: Answer): { object: JsonObject } | { refusal: Refusal } {
  const { status, text } = answer;
  const good = status >= 200 && status < 300;
  if (status >= 300 && status < 400) return { refusal: redirected(answer) };
  const body = parse(text, !good || method !== "GET");
  if (body === undefined) return { refusal: unreadable(method, answer, good) };
  const message = messageOf(body);
  const code = codeIn(message);
  // Lambda's own form has no other message. One with a code is Amorphic's refusal all the same.
  const crashed = good && code === undefined && message !== undefined && message === body.errorMessage;
  if (good && ((code === undefined && !crashed) || isReport(method, body))) return { object: body };
  return {
    refusal: {
      kind: kindOf(crashed ? 500 : status, code, message ?? "", body),
      status,
      said: (message ?? describe(body)).trim().replace(/\.$/, ""),
      ...(code !== undefined && { code }),
      ...(isRouteless(status, body) && { foreign: "" }),
    },
  };
}

const codeIn = (message: string | undefined): string | undefined => /^\s*([A-Z]+-\d+)/.exec(message ?? "")?.[1];

/** Whether a response has a code of Amorphic's. */
export const hasCode = (text: string): boolean => codeIn(messageOf(parse(text, true) ?? {})) !== undefined;

function kindOf(status: number, code: string | undefined, message: string, body: JsonObject): ApiErrorKind {
  if (code === "IPV-1018") return "name-taken";
  if (code === "IPV-1002") return "not-found";
  // Amorphic's own refusals carry a code; API Gateway's refusals of a token do not.
  const ofToken = status === 401 || (status === 403 && /^unauthorized$|expired/i.test(message));
  if (ofToken && code === undefined) return "stopped";
  if (status === 404) return isRouteless(status, body) ? "refused" : "not-found";
  // A failed server may have done part of the work.
  return status >= 500 ? "uncertain" : "refused";
}

/** API Gateway's own response to an unknown path. It does not mean that an object is gone. */
const isRouteless = (status: number, body: JsonObject): boolean => status === 404 && body.message === "Not Found";

/** Whether the response is a requested object, which may itself report a failure, with the reason in `Message`. */
const isReport = (method: string, body: JsonObject): boolean =>
  method === "GET" && Object.keys(body).some((key) => key.endsWith("Status"));

/** @param mayBeText whether a text may stand for an object that has nothing but this message */
function parse(text: string, mayBeText: boolean): JsonObject | undefined {
  if (text.trim() === "") return {};
  try {
    const value = JSON.parse(text) as unknown;
    if (value === null) return {};
    if (typeof value === "string" && mayBeText) return { Message: value };
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
  // A call that changes something may have been carried out despite such a response.
  const unsure = status >= 500 || (good && method !== "GET");
  return {
    kind: status === 401 ? "stopped" : unsure ? "uncertain" : "refused",
    status,
    said: `${header("content-type")?.split(";")[0] ?? "a body without a content type"} that is not a JSON object`,
    foreign: text.trim().slice(0, FOREIGN_LENGTH),
  };
}

/** Of Amorphic, of API Gateway, or of a Lambda function that failed, which API Gateway may pass on with status 200. */
const messageOf = (body: JsonObject): string | undefined =>
  [body.Message, body.message, body.errorMessage].find(
    (text): text is string => typeof text === "string" && text !== "",
  );

/** Names only the keys, as values may be sensitive. */
function describe(body: JsonObject): string {
  const keys = Object.keys(body);
  return keys.length === 0 ? "nothing" : `no message, only the keys ${keys.slice(0, 10).join(", ")}`;
}
