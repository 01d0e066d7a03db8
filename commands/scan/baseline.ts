import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { UserError } from "../../providers/errors";
import type { Judged, Scan } from "./model";

/** Fingerprints of the findings that were there when the baseline was written. */
export type Baseline = ReadonlySet<string>;

/** @throws UserError if there is no baseline in the file */
export function readBaseline(file: string): Baseline {
  if (!existsSync(file)) throw new UserError(`${file} is not there; write it with --write-baseline.`);
  try {
    const { findings } = JSON.parse(readFileSync(file, "utf8")) as { findings: { fingerprint: string }[] };
    return new Set(findings.map(({ fingerprint }) => fingerprint));
  } catch (error) {
    throw new UserError(`${file} is no baseline; write it anew with --write-baseline.`, { cause: error });
  }
}

/** Writes every finding that is not suppressed; sorted, one a line, so that a reviewer sees what comes and goes. */
export function writeBaseline(file: string, { runs }: Scan): number {
  const entries = runs
    .flatMap(({ scanner, findings }) => findings.map((finding) => ({ scanner, finding })))
    .filter(({ finding }) => finding.suppressed === undefined)
    .map(({ scanner, finding }) => entryOf(scanner, finding));
  writeFileSync(file, `{"findings":[\n${entries.join(",\n")}\n]}\n`);
  return entries.length;
}

function entryOf(scanner: string, { rule, file, fingerprint }: Judged): string {
  return JSON.stringify({ rule: `${scanner}/${rule.id}`, path: file, fingerprint });
}
