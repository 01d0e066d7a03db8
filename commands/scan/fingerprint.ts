import { createHash } from "node:crypto";
import type { Finding } from "./model";

/** Gives the text of a line; empty if there is none. */
export type Lines = (file: string, line: number) => string;

/**
 * One fingerprint per finding, in their order: from rule, file and the line's text, so that neither moved lines nor new code
 * elsewhere change it. Equal ones are numbered. The text of a line with a secret is left out: its digest could be guessed.
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
