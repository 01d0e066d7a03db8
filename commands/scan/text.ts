import { visible } from "../../providers/visible";
import { findingsThatCount, SEVERITIES, type Judged, type Scan, type Severity } from "./model";

/** The findings that count, by file and line; then what did not run or was not looked at; the summary is last. */
export function toLines(scan: Scan): string[] {
  const findings = scan.runs
    .flatMap(({ scanner, findings }) => findings.map((finding) => ({ scanner, finding })))
    .filter(({ finding }) => finding.suppressed === undefined && !finding.old)
    .sort((a, b) => compare(a.finding, b.finding));
  const failures = scan.runs.flatMap(({ scanner, failures }) => failures.map((why) => `not run: ${scanner}: ${why}`));
  const lines = findings.map(({ scanner, finding }) => lineOf(scanner, finding));
  // File names and the project's own texts may hold anything.
  return [...lines, ...failures, ...scan.notes, summary(scan)].map(visible);
}

function lineOf(scanner: string, { file, line, column, severity, rule, message }: Judged): string {
  return `${file}:${line}:${column}: ${severity} ${scanner}/${rule.id} ${message}`;
}

function compare(a: Judged, b: Judged): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

/** `Scan: 1 critical, 2 high, 0 medium, 0 low; 7 scanners ran, 0 did not`. */
function summary(scan: Scan): string {
  const numbers = SEVERITIES.map((severity) => `${countOf(scan, severity)} ${severity}`).join(", ");
  const all = scan.runs.flatMap(({ findings }) => findings);
  const suppressed = all.filter((finding) => finding.suppressed !== undefined).length;
  const old = all.filter((finding) => finding.old && finding.suppressed === undefined).length;
  const aside = [suppressed > 0 && `${suppressed} suppressed`, old > 0 && `${old} in the baseline`].filter(Boolean);
  const failed = scan.runs.filter(({ failures }) => failures.length > 0).length;
  const ran = `${scan.runs.length - failed} ${scan.runs.length - failed === 1 ? "scanner" : "scanners"} ran, ${failed} did not`;
  return `Scan: ${[numbers, ...aside].join(", ")}; ${ran}`;
}

function countOf(scan: Scan, severity: Severity): number {
  return findingsThatCount(scan).filter((finding) => finding.severity === severity).length;
}
