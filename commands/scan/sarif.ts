import type { Log, Notification, ReportingDescriptor, Result, Run } from "sarif";
import type { Judged, Rule, Scan, ScannerRun } from "./model";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const LEVELS = { critical: "error", high: "error", medium: "warning", low: "note" } as const;

/** The key of our fingerprint; its number must change if the algorithm does. */
const FINGERPRINT = "amorphicCicd/v1";

/** A scan as SARIF 2.1.0, one run per scanner. Equal scans give equal text. */
export function toSarif({ runs, notes }: Scan): Log {
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: runs.map((run, index) => toRun(run, index === 0 ? notes : [])),
  };
}

function toRun({ scanner, version, findings, failures }: ScannerRun, notes: readonly string[]): Run {
  const rules = rulesOf(findings);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    tool: { driver: { name: scanner, ...(version !== undefined && { version }), rules } },
    // The repository's location differs by machine, so it is only described.
    originalUriBaseIds: { SRCROOT: { description: { text: "Root of the repository" } } },
    columnKind: "unicodeCodePoints",
    invocations: [
      {
        executionSuccessful: failures.length === 0,
        toolExecutionNotifications: [
          ...failures.map((text): Notification => ({ level: "error", message: { text: `not run: ${text}` } })),
          ...notes.map((text): Notification => ({ level: "note", message: { text } })),
        ],
      },
    ],
    results: findings.map((finding) => toResult(finding, indexes.get(finding.rule.id) ?? -1)),
  };
}

/** Each rule once, with the highest score it was found with. */
function rulesOf(findings: readonly Judged[]): ReportingDescriptor[] {
  const rules = new Map<string, Rule>();
  for (const { rule } of findings) {
    const known = rules.get(rule.id);
    if (!known || known.score < rule.score) rules.set(rule.id, rule);
  }
  return [...rules.keys()].sort().flatMap((id) => toDescriptor(rules.get(id)));
}

function toDescriptor(rule: Rule | undefined): ReportingDescriptor[] {
  if (!rule) return [];
  const { id, title, score, subject, help, helpUri } = rule;
  return [
    {
      id,
      shortDescription: { text: title },
      ...(help !== undefined && { help: { text: help } }),
      ...(helpUri !== undefined && { helpUri }),
      properties: { "security-severity": score.toFixed(1), tags: [subject] },
    },
  ];
}

function toResult(finding: Judged, ruleIndex: number): Result {
  const { rule, message, file, line, column, severity, native, fingerprint, suppressed, old } = finding;
  return {
    ruleId: rule.id,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    ...(old !== undefined && { baselineState: old ? "unchanged" : "new" }),
    suppressions: suppressed === undefined ? [] : [{ kind: "external", status: "accepted", justification: suppressed }],
    properties: { "security-severity": rule.score.toFixed(1), ...(native !== undefined && { severity: native }) },
  };
}
