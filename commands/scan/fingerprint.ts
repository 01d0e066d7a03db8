import { createHash } from "node:crypto";
import type { Finding } from "./model";

/** Gives the text of a line; empty if there is none. */
export type Lines = (file: string, line: number) => string;

/**
 * One fingerprint a finding, in their order: rule, file, and the text of the line, so that neither lines that move nor
 * new code elsewhere change it. Of equal ones the first, the second … are told apart by their number. The text of a line
 * with a secret stays out: a digest of it could be guessed.
 */
export function fingerprints(scanner: string, findings: readonly Finding[], lines: Lines): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { rule, file, line, subject } = finding;
    const what = subject ?? (rule.subject === "secret" ? "" : lines(file, line).replace(/\s+/g, " ").trim());
    const identity = JSON.stringify([scanner, rule.id, file, what]);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return createHash("sha256").update(`${identity}\n${ordinal}`).digest("hex").slice(0, 32);
  });
}
