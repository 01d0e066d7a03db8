import { compareText } from "../../providers/definitions/report";
import type { Baseline } from "./baseline";
import { clean } from "./clean";
import type { ScanConfig } from "./config";
import { fingerprints, type Lines } from "./fingerprint";
import { severityOf, type Finding, type Judged } from "./model";
import { isExpired, means } from "./suppressions";

export interface Verdicts {
  readonly config: ScanConfig;
  readonly baseline: Baseline | undefined;
  readonly lines: Lines;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** The findings of one scanner with identity and verdict, sorted by place and rule, without duplicates. */
export function judge(scanner: string, findings: readonly Finding[], verdicts: Verdicts): Judged[] {
  const { config, baseline, lines, today } = verdicts;
  const sorted = distinct(findings.map(cleaned).sort(byPlace));
  const ids = fingerprints(scanner, sorted, lines);
  return sorted.map((finding, index) => {
    const fingerprint = ids[index] ?? "";
    const suppression = config.suppress.find(
      (one) => !isExpired(one, today) && means(one, scanner, { ...finding, fingerprint }),
    );
    return {
      ...finding,
      severity: severityOf(finding.rule.score),
      fingerprint,
      suppressed: suppression?.reason,
      old: baseline?.has(fingerprint),
    };
  });
}

/** All text from scanners passes through here before it is shown or stored. */
function cleaned(finding: Finding): Finding {
  const { rule } = finding;
  return {
    ...finding,
    message: clean(finding.message),
    rule: { ...rule, id: clean(rule.id), title: clean(rule.title) },
  };
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.rule.id, b.rule.id) ||
    compareText(a.message, b.message)
  );
}

/** Sorted, so that equal ones are neighbours. */
function distinct(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding, index) => {
    const before = findings[index - 1];
    return before === undefined || byPlace(before, finding) !== 0;
  });
}
