/**
 * How the client words a call that did not succeed. Pulumi's engine passes errors on as text only, so what `plan` needs to
 * know about them it reads from there, by the format in which they are built here.
 */

/** How a call that was tried ended. */
export type Outcome = (typeof OUTCOMES)[number];

const OUTCOMES = ["was refused", "failed", "got no answer"] as const;
const UNSENT = "nothing was sent.";

/** True of a deployment that stopped, but not of a plan. */
const GOES_ON = "The next run continues where this one stopped.";

export interface FailedCall {
  /** The resource that the call is for. */
  readonly subject: string;
  /** Method and path. */
  readonly call: string;
  readonly outcome: Outcome;
  /** What is known about the failure, and what to do. */
  readonly why: string;
}

/** The message for a call that was tried. */
export const failedText = ({ subject, call, outcome, why }: FailedCall): string =>
  `${subject}: ${call} ${outcome}: ${why}`;

/** The message for a call that was not even tried, as another had failed with this advice. */
export const unsentText = (subject: string, advice: string): string => `${subject}: ${UNSENT} ${advice}`;

/** Advice that ends with the promise that nothing is lost. */
export const andGoesOn = (advice: string): string => `${advice} ${GOES_ON}`;

/** The message without that promise. */
export const withoutGoesOn = (message: string): string => message.replace(` ${GOES_ON}`, "");

const FAILED_TEXT = new RegExp(`^.+?: [A-Z]+ \\S+ (?:${OUTCOMES.join("|")}): (?<why>.+)$`, "s");
const UNSENT_TEXT = new RegExp(`^.+?: ${UNSENT.replaceAll(".", "\\.")} (?<why>.+)$`, "s");

/** Whether the call was tried, and why it failed; undefined if the message is not about a call. */
export function readFailure(message: string): { readonly tried: boolean; readonly why: string } | undefined {
  const failed = FAILED_TEXT.exec(message)?.groups?.["why"];
  if (failed !== undefined) return { tried: true, why: failed };
  const unsent = UNSENT_TEXT.exec(message)?.groups?.["why"];
  return unsent === undefined ? undefined : { tried: false, why: unsent };
}
