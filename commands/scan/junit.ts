import type { Judged, Scan, ScannerRun } from "./model";

/** A scan as JUnit XML for CodeBuild's reports: one suite per scanner, one failed case per finding that counts. */
export function toJunit({ runs }: Scan): string {
  const suites = runs.map(toSuite).join("\n");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}\n</testsuites>\n`;
}

function toSuite({ scanner, files, findings, failures }: ScannerRun): string {
  const name = escape(scanner);
  const cases = [
    // A report without a case is refused, and "nothing found" is a result too.
    `    <testcase classname="${name}" name="runs">${failures.map((why) => `<error message="${escape(why)}"/>`).join("")}</testcase>`,
    ...findings.map((finding) => toCase(name, finding)),
  ];
  const failed = findings.filter((finding) => !isPassed(finding)).length;
  const counts = `tests="${cases.length}" failures="${failed}" errors="${failures.length > 0 ? 1 : 0}"`;
  return `  <testsuite name="${name} (${files} ${files === 1 ? "file" : "files"})" ${counts}>\n${cases.join("\n")}\n  </testsuite>`;
}

function toCase(scanner: string, finding: Judged): string {
  const { rule, file, line, column, severity, message } = finding;
  const where = `${file}:${line}:${column}`;
  const verdict = isPassed(finding)
    ? `<skipped message="${escape(finding.suppressed ?? "in the baseline")}"/>`
    : `<failure type="${severity}" message="${escape(message)}">${escape(rule.help ?? rule.title)}</failure>`;
  return `    <testcase classname="${scanner}" name="${escape(`${rule.id} ${where}`)}" file="${escape(file)}">${verdict}</testcase>`;
}

function isPassed({ suppressed, old }: Judged): boolean {
  return suppressed !== undefined || old === true;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** XML cannot represent most control characters at all. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "?")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
