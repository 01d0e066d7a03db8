import { writeFileSync } from "node:fs";

export interface Result {
  readonly rule?: string;
  readonly file?: string;
  readonly line?: number;
  readonly fingerprint?: string;
  readonly message?: string;
  readonly score?: string;
  readonly suppressed?: boolean;
  readonly level?: string;
  readonly kind?: string;
  readonly baselineState?: string;
}

export interface Tool {
  readonly name?: string;
  readonly ran?: boolean;
  readonly results?: readonly Result[];
  readonly tags?: readonly string[];
}

/** Writes a SARIF file with what matters to a test. */
export function writeSarif(file: string, ...tools: readonly Tool[]): string {
  const runs = tools.map(({ name = "bandit", ran = true, results = [], tags = [] }) => ({
    tool: { driver: { name, rules: results.map(({ rule = "B602" }) => ({ id: rule, properties: { tags } })) } },
    invocations: [{ executionSuccessful: ran }],
    results: results.map((result) => ({
      ruleId: result.rule ?? "B602",
      level: result.level ?? "error",
      kind: result.kind,
      baselineState: result.baselineState,
      message: { text: result.message ?? "shell=True" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: result.file ?? "jobs/a.py" },
            region: { startLine: result.line ?? 1 },
          },
        },
      ],
      partialFingerprints: { "amorphicCicd/v1": result.fingerprint ?? "f1" },
      suppressions: result.suppressed ? [{ kind: "external", status: "accepted" }] : [],
      ...(result.score !== undefined && { properties: { "security-severity": result.score } }),
    })),
  }));
  writeFileSync(file, JSON.stringify({ version: "2.1.0", runs }));
  return file;
}
