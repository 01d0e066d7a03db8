import { ApiError } from "./api";
import type { Refusal } from "./answer";
import { andGoesOn, failedText, type Outcome } from "./failure-text";
import type { Sanitize } from "./text";
import { NEW_TOKEN } from "./token";
import type { Call, NoAnswer } from "./transport";

const LONGEST_SAID = 500;
const LONGEST_FOREIGN = 200;

/** Why the gate closes when the platform does not accept the token. */
export const TOKEN_REFUSED = andGoesOn(
  `Amorphic does not accept the token: it has expired, was revoked or belongs to another environment; ${NEW_TOKEN}.`,
);

/** API Gateway's message for an unknown path or method. */
const UNKNOWN_PATH = "Missing Authentication Token";

/** The name of a call in errors and logs. */
export const callName = ({ method, path }: Pick<Call, "method" | "path">, say: Sanitize): string =>
  `${method} ${say(path.replace(/\?.*/s, ""))}`;

/** The error for a response that is not accepted. */
export function refused(call: Call, refusal: Refusal, attempts: number, say: Sanitize): ApiError {
  const { kind, status, code, said, foreign } = refusal;
  const outcome = kind === "uncertain" ? "failed" : "was refused";
  const body = foreign ? `: ${say(foreign, LONGEST_FOREIGN)}` : "";
  const tries = attempts > 1 ? `, ${String(attempts)} attempts` : "";
  const why = `${say(said, LONGEST_SAID)}${body} (HTTP ${String(status)}${tries}). ${advice(call, refusal)}`;
  return new ApiError(kind, textOf(call, outcome, why, say), code === undefined ? { status } : { status, code });
}

/** The error for a call without a response. */
export function unanswered(call: Call, { attempts, unsent, message }: NoAnswer, say: Sanitize): ApiError {
  const tries = attempts > 1 ? ` (${String(attempts)} attempts)` : "";
  const next = unsent ? "Nothing was sent. Check the base URL, the network and HTTPS_PROXY." : unsure(call);
  const why = `${say(message, LONGEST_SAID)}${tries}. ${next}`;
  return new ApiError(unsent && !call.repeatable ? "refused" : "uncertain", textOf(call, "got no answer", why, say));
}

const textOf = (call: Call, outcome: Outcome, why: string, say: Sanitize): string =>
  failedText({ subject: say(call.subject), call: callName(call, say), outcome, why });

const unsure = ({ method }: Call): string =>
  method === "GET"
    ? "Run again when the platform answers."
    : "It may have been carried out anyway; the next run finds out and continues from there.";

/** What to do, judged by the most reliable fact available: the kind, then the code, then the status. */
function advice(call: Call, { kind, status, code, said, foreign, upload }: Refusal): string {
  if (kind === "stopped") return TOKEN_REFUSED;
  if (kind === "name-taken") return "Choose another name, or add it to amorphic:import.";
  if (kind === "not-found") return missing(call);
  if (kind === "uncertain") return unsure(call);
  if (upload) return "The link may have expired before it was used; run again.";
  if (foreign !== undefined) {
    return "So this response is not from Amorphic's API: check the base URL (not the console's) and the path.";
  }
  if (status === 429) return andGoesOn("The platform stayed busy for minutes: run again later.");
  if (status === 403 && said.includes(UNKNOWN_PATH)) {
    return "Usually this means that there is no such path or method: check amorphic:apiUrl with its stage; `amorphic-cicd doctor` finds paths that differ.";
  }
  if (code?.startsWith("AUTH-") || status === 403) {
    return "Give the service user's role the permission for this, or use another role.";
  }
  if (code?.startsWith("IPV-")) return "Correct the definition: Amorphic does not accept a value in it.";
  return "Correct what Amorphic names, then run again; its own logs may say more.";
}

function missing({ method, isList }: Call): string {
  if (isList) {
    return "A list exists even if it is empty, so its path is likely wrong, or amorphic:apiUrl with its stage: `amorphic-cicd doctor` finds paths that differ.";
  }
  return method === "POST"
    ? "Something that it refers to does not exist: check the names and ids in it."
    : "It, or something that it refers to, was deleted by hand: `amorphic-cicd drift` shows what is gone.";
}
