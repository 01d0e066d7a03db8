import { visibleLines } from "../../providers/visible";
import { writeReport } from "../shared/files";
import { projectName, type Stack } from "../shared/stack";
import { planExports } from "./exports";
import { dialects, planMarkdown } from "./markdown";
import { blockedIn, type Plan } from "./model";
import { problemLine } from "./problem";
import { reportOf } from "./report";
import { planText } from "./text";

/** Plan to stdout, warnings and errors to stderr. @returns the exit code */
export function printPlan(made: Plan, stack: string): number {
  for (const warning of made.warnings) process.stderr.write(`${visibleLines(problemLine(warning, "warning"))}\n`);
  for (const error of made.errors) process.stderr.write(`${visibleLines(problemLine(error, "error"))}\n`);
  if (made.errors.length > 0) return 1;
  process.stdout.write(planText(made, `Pulumi.${stack}.yaml`));
  return blockedIn(made) > 0 ? 1 : 0;
}

/** The requested files, each in its own format. */
interface Files {
  readonly json?: string;
  readonly markdown?: string;
  readonly export?: string;
}

export function writeReports(made: Plan, stack: Stack, files: Files): void {
  for (const [file, content] of Object.entries(reports(made, stack, files))) writeReport(file, content);
}

/** By file name. */
function reports(made: Plan, { project: directory, name: stack }: Stack, { json, markdown, export: exports }: Files) {
  const project = projectName(directory);
  return {
    ...(json !== undefined && { [json]: `${JSON.stringify(reportOf(made, project, stack), null, 2)}\n` }),
    ...(markdown !== undefined && { [markdown]: planMarkdown(made, { project, stack }, dialects.github) }),
    ...(exports !== undefined && { [exports]: planExports(made) }),
  };
}
