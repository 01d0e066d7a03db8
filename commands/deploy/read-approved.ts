import { UserError } from "../../providers/errors";
import { digestOf } from "../plan/digest";
import type { Report } from "../plan/report";
import { readReport } from "../plan/report-file";
import { projectName, type Stack } from "../shared/stack";

/**
 * The approved plan, as `plan --json` wrote it.
 * @throws UserError if it is no plan, failed, is of another stack, or does not match its digest
 */
export function readApproved(file: string, { name, project }: Pick<Stack, "name" | "project">): Report {
  const wrong = (what: string) => new UserError(`${file} ${what}. Create a new plan and have it approved.`);
  const report = readReport(file);
  if (!report) throw wrong("does not exist");
  const own = `${projectName(project)}/${name}`;
  const other = `${report.project}/${report.stack}`;
  if (other !== own) throw wrong(`is a plan of ${other}, but this is ${own}`);
  if (report.errors.length > 0) throw wrong("is a failed plan, so it does not say everything that would happen");
  if (digestOf(report).sha256 !== report.digest.sha256) {
    throw wrong("was edited, or written by another version of amorphic-cicd: its changes do not match its digest");
  }
  return report;
}
