import { visible } from "../../providers/visible";

const LONGEST = 1_000;

/** Forms of secrets that a scanner may quote. What is beyond them is kept out by not quoting source at all. */
const SECRETS: readonly (readonly [form: RegExp, shown: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/gs, "***"],
  // A URL with user and password.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, "***"],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abposr]-|sk_live_|npm_|pypi-)[\w-]{10,}/g, "***"],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g, "***"],
  [/((?:password|passwd|pwd|secret|token|api.?key)["']?\s*[:=]\s*)(["']?)[^\s"',;&]+\2/gi, "$1***"],
];

/** Text of a scanner as one line that is safe to show and to store: no control characters, no known form of a secret. */
export function clean(text: string): string {
  const masked = SECRETS.reduce((rest, [form, shown]) => rest.replace(form, shown), text);
  const line = visible(masked.replace(/\s+/g, " ").trim());
  const points = Array.from(line);
  return points.length > LONGEST ? `${points.slice(0, LONGEST - 1).join("")}…` : line;
}
