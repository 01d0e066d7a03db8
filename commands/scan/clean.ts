import { withoutAssigned } from "../../providers/credentials";
import { visible } from "../../providers/visible";

const LONGEST = 1_000;

/** Known forms of secrets that a scanner may quote. Other secrets are kept out by never quoting source. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*/gs,
  /\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abposr]-|sk_live_|npm_|pypi-)[\w-]{10,}/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g,
];

/** A scanner's text as one line that is safe to show and store: no control characters, no known form of a secret. */
export function clean(text: string): string {
  const masked = withoutAssigned(SECRETS.reduce((rest, form) => rest.replace(form, "***"), text));
  const line = visible(masked.replace(/\s+/g, " ").trim());
  const points = Array.from(line);
  return points.length > LONGEST ? `${points.slice(0, LONGEST - 1).join("")}…` : line;
}
