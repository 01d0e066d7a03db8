/** The worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The bands of CVSS, as GitHub's code scanning has them. */
export function severityOf(score: number): Severity {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  return score >= 4 ? "medium" : "low";
}

/** What a rule is about; decides the type of a finding in Security Hub. */
export type Subject = "code" | "vulnerability" | "secret" | "dependency" | "definition";

/** What a scanner looks for. */
export interface Rule {
  /** Unique within its scanner. */
  readonly id: string;
  readonly title: string;
  /** CVSS base score, 0 to 10. */
  readonly score: number;
  readonly subject: Subject;
  /** How to fix it. */
  readonly help?: string | undefined;
  readonly helpUri?: string | undefined;
}

/** What a scanner found at one place. It never quotes the source, which may be a secret. */
export interface Finding {
  readonly rule: Rule;
  readonly message: string;
  /** Relative to the repository, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The scanner's own word for the severity. */
  readonly native?: string | undefined;
  /** Tells findings of one rule in one file apart where the line's text cannot or must not. */
  readonly subject?: string | undefined;
}

/** What a scanner's output says. */
export interface Reading {
  readonly findings: readonly Finding[];
  /** What it could not do, one line each. A single one makes its result incomplete. */
  readonly failures: readonly string[];
  /** Files that it leaves out by design. */
  readonly unread?: readonly string[];
}

/** A finding with its identity and with what the project says about it. */
export interface Judged extends Finding {
  readonly severity: Severity;
  /** Stays the same while the line's text and the file's name do; independent of the line's number. */
  readonly fingerprint: string;
  /** Why it does not count, from the scan's configuration. */
  readonly suppressed?: string | undefined;
  /** Whether it is in the baseline; undefined without one. */
  readonly old?: boolean | undefined;
}

/** The result of one scanner. */
export interface ScannerRun {
  readonly scanner: string;
  readonly version: string | undefined;
  /** How many files it looked at. */
  readonly files: number;
  readonly findings: readonly Judged[];
  readonly failures: readonly string[];
  readonly unread?: readonly string[] | undefined;
}

/** Whether it ran to its end, so that what it did not find does not exist. */
export const isComplete = ({ failures }: Pick<ScannerRun, "failures">): boolean => failures.length === 0;

/** A whole scan. */
export interface Scan {
  readonly runs: readonly ScannerRun[];
  /** What no scanner looked at, or what somebody should know, one line each. */
  readonly notes: readonly string[];
}

/** What counts: neither suppressed nor old. */
export function findingsThatCount(scan: Scan): Judged[] {
  return scan.runs
    .flatMap(({ findings }) => findings)
    .filter(({ suppressed, old }) => suppressed === undefined && !old);
}
