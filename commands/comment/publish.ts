import { marker, planMarkdown } from "../plan/markdown";
import { blockedIn, type Problem } from "../plan/model";
import type { Report } from "../plan/report";
import type { Host, Status } from "./host";
import { together } from "./together";

export interface Target {
  readonly host: Host;
  /** The commit that the status is for. */
  readonly commit: string;
  readonly buildUrl?: string;
}

/** One status for each stack. */
export const statusName = (stack: string): string => `amorphic-cicd/plan/${stack}`;

/**
 * Puts the report on the pull request: one comment for each stack, edited by later runs; the commit's status; and
 * annotations on the lines with mistakes. If one of the three fails, the others are still done.
 * @throws UserError with all failures
 */
export async function publish(target: Target, report: Report): Promise<void> {
  const { host, commit, buildUrl } = target;
  const { project, stack } = report;
  const subject = { project, stack, commit, ...(buildUrl !== undefined && { url: buildUrl }) };
  const body = planMarkdown(report, subject, host.dialect);
  const located = report.errors.filter(({ file }) => file !== undefined);
  await together([
    () => comment(host, marker(subject, host.dialect), body),
    () => setStatus(target, report),
    () => host.annotate?.(commit, statusName(stack), located),
  ]);
}

export async function setStatus({ host, commit, buildUrl }: Target, report: Report): Promise<void> {
  const name = statusName(report.stack);
  await host.status?.(commit, { ...judged(report), name, ...(buildUrl !== undefined && { url: buildUrl }) });
}

/** Edits the first of our comments that it can, or creates one. */
async function comment(host: Host, mark: string, body: string): Promise<void> {
  for (const id of await host.findOwn(mark)) if (await host.update(id, body)) return;
  await host.create(body);
}

/** A blocked plan counts as a failure: its deployment would be refused. */
function judged(report: Report): Pick<Status, "state" | "description"> {
  const { errors, line } = report;
  const blocked = blockedIn(report);
  if (errors.length > 0) return { state: "failure", description: `The plan failed: ${first(errors)}` };
  if (blocked > 0) return { state: "failure", description: `${String(blocked)} blocked. ${line}` };
  return { state: "success", description: line };
}

const first = ([problem]: readonly Problem[]): string => (problem?.message ?? "").split("\n")[0] ?? "";
