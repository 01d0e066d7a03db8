import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { Log, ReportingDescriptor, Result, Run } from "sarif";
import { decode } from "../../providers/definitions/text";
import { UserError } from "../../providers/errors";
import { quote } from "../../providers/visible";
import { sarifSchema } from "./sarif-schema";

/** What a scanner found at one place, whichever scanner wrote the SARIF. */
export interface SarifFinding {
  readonly tool: string;
  readonly rule: string;
  readonly title: string;
  readonly message: string;
  /** As in the SARIF; empty if the finding is about no file. */
  readonly file: string;
  readonly line: number | undefined;
  /** CVSS base score; undefined if the SARIF has none. */
  readonly score: number | undefined;
  readonly level: Result.level;
  /** The scanner's own word for the severity. */
  readonly native: string | undefined;
  readonly tags: readonly string[];
  readonly help: string | undefined;
  readonly helpUri: string | undefined;
  /** Stays the same as long as the finding exists, even if its line moves. */
  readonly fingerprint: string;
}

export interface SarifTool {
  readonly name: string;
  /** Whether the tool says it ran to its end; only then are findings it does not name gone. */
  readonly isComplete: boolean;
  /** Those that are neither suppressed nor gone. */
  readonly findings: readonly SarifFinding[];
}

/** The tools in a SARIF 2.1.0 file, each once. @throws UserError if it is not such a file */
export function readSarif(file: string): SarifTool[] {
  const log = parse(file);
  const tools = new Map<string, SarifTool>();
  for (const run of log.runs) {
    const { name, isComplete, findings } = readRun(file, run);
    const known = tools.get(name);
    tools.set(name, {
      name,
      isComplete: isComplete && (known?.isComplete ?? true),
      findings: [...(known?.findings ?? []), ...findings],
    });
  }
  return [...tools.values()];
}

function parse(file: string): Log {
  let log: unknown;
  try {
    const { text, problem } = decode(readFileSync(file));
    if (problem) throw new Error(problem.message);
    log = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} cannot be read as SARIF (${(error as Error).message}); create it with scan --sarif.`, {
      cause: error,
    });
  }
  const ajv = new Ajv();
  if (ajv.validate(sarifSchema, log)) return log as Log;
  const why = ajv.errorsText(undefined, { dataVar: "" }).trim();
  throw new UserError(`${file} is not SARIF 2.1.0 (${why}); create it with scan --sarif.`);
}

function readRun(file: string, { tool: { driver, extensions = [] }, invocations = [], results = [] }: Run): SarifTool {
  // Tools whose rules come in packs, such as CodeQL, list them there.
  const rules = new Map([...extensions, driver].flatMap(({ rules = [] }) => rules.map((rule) => [rule.id, rule])));
  const findings = results.filter(isFinding).map((result) => readResult(file, driver.name, result, rules));
  return {
    name: driver.name,
    // A file without invocations does not say how the run went.
    isComplete: invocations.length > 0 && invocations.every(({ executionSuccessful }) => executionSuccessful),
    findings,
  };
}

/** Not what is suppressed, what a comparison with a baseline says is gone, and what was checked and found in order. */
function isFinding({ suppressions = [], baselineState, kind }: Result): boolean {
  const isSuppressed = suppressions.some(({ status }) => (status ?? "accepted") === "accepted");
  return !isSuppressed && baselineState !== "absent" && kind !== "pass" && kind !== "notApplicable";
}

function readResult(
  sarif: string,
  tool: string,
  result: Result,
  rules: ReadonlyMap<string, ReportingDescriptor>,
): SarifFinding {
  const id = result.ruleId ?? result.rule?.id;
  if (id === undefined) {
    throw new UserError(
      `${sarif} contains a result of ${quote(tool)} without a ruleId, so it cannot be distinguished from others. ` +
        "Make that tool name its rules, or remove its run from the file.",
    );
  }
  const rule = rules.get(id);
  const place = result.locations?.[0]?.physicalLocation;
  const file = unescaped(place?.artifactLocation?.uri ?? "");
  // Security Hub refuses empty texts.
  const message = result.message.text || result.message.markdown || id;
  return {
    tool,
    rule: id,
    title: rule?.shortDescription?.text || rule?.name || message,
    message,
    file,
    line: place?.region?.startLine,
    score: scoreOf(result.properties) ?? scoreOf(rule?.properties),
    level: result.level ?? rule?.defaultConfiguration?.level ?? "warning",
    native: nativeOf(result.properties),
    tags: [...(rule?.properties?.tags ?? []), ...(result.properties?.tags ?? [])],
    help: rule?.help?.text,
    helpUri: rule?.helpUri,
    // Without one, only the message is known to stay the same.
    fingerprint: fingerprintOf(result) ?? `message ${message}`,
  };
}

function fingerprintOf({ fingerprints = {}, partialFingerprints = {} }: Result): string | undefined {
  const all = Object.entries({ ...partialFingerprints, ...fingerprints }).sort(([a], [b]) => (a < b ? -1 : 1));
  return all.length > 0 ? JSON.stringify(all) : undefined;
}

function nativeOf(properties: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const severity = properties?.["severity"];
  return typeof severity === "string" && severity !== "" ? severity : undefined;
}

function scoreOf(properties: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const score = Number.parseFloat(String(properties?.["security-severity"]));
  return Number.isFinite(score) ? score : undefined;
}

function unescaped(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
