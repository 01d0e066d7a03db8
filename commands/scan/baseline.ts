import { readFileSync } from "node:fs";
import { compareText } from "../../providers/definitions/report";
import { UserError } from "../../providers/errors";
import { isObject } from "../../providers/is-object";
import { writeReport } from "../shared/files";
import { isComplete, type Judged, type Scan } from "./model";

/** Fingerprints of the findings that were there when the baseline was written. */
export type Baseline = ReadonlySet<string>;

/** A finding as stored in the file. */
export interface BaselineEntry {
  /** `scanner/rule`. */
  readonly rule: string;
  readonly path: string;
  readonly fingerprint: string;
}

/** @throws UserError if there is no baseline in the file */
export function readBaseline(file: string): Baseline {
  const entries = readEntries(file);
  if (!entries) throw new UserError(`${file} does not exist; create it with --write-baseline.`);
  return new Set(entries.map(({ fingerprint }) => fingerprint));
}

/** @returns undefined if there is no such file yet @throws UserError if there is no baseline in it */
export function readEntries(file: string): BaselineEntry[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(`${file} cannot be read (${(error as Error).message}); name the file of the baseline.`);
  }
  const entries = entriesIn(text);
  if (!entries) throw new UserError(`${file} is not a baseline; remove it, and create it again with --write-baseline.`);
  return entries;
}

function entriesIn(text: string): BaselineEntry[] | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const findings: unknown = isObject(content) ? content["findings"] : undefined;
  return Array.isArray(findings) && findings.every(isEntry) ? findings : undefined;
}

const isEntry = (value: unknown): value is BaselineEntry =>
  isObject(value) && [value["rule"], value["fingerprint"]].every((part) => typeof part === "string");

/**
 * Writes every finding that is not suppressed, sorted and one per line, so that a reviewer sees what comes and goes.
 * @param before what the file holds; kept for each scanner that did not run to its end, as nothing newer is known
 * @returns how many
 */
export function writeBaseline(file: string, { runs }: Scan, before: readonly BaselineEntry[] = []): number {
  const complete = runs.filter(isComplete);
  const names = new Set(complete.map(({ scanner }) => scanner));
  const kept = before.filter((entry) => !names.has(scannerOf(entry)));
  const found = complete.flatMap(({ scanner, findings }) =>
    findings.filter(({ suppressed }) => suppressed === undefined).map((finding) => entryOf(scanner, finding)),
  );
  const entries = [...kept, ...found].sort((a, b) => compareText(scannerOf(a), scannerOf(b)));
  writeReport(file, `{"findings":[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]}\n`);
  return entries.length;
}

const scannerOf = ({ rule }: BaselineEntry): string => rule.split("/", 1)[0] ?? "";

const entryOf = (scanner: string, { rule, file, fingerprint }: Judged): BaselineEntry => ({
  rule: `${scanner}/${rule.id}`,
  path: file,
  fingerprint,
});
