import { Command } from "commander";
import { UserError } from "../../providers/errors";
import { shortened } from "../plan/markdown";
import { printPlan } from "../plan/output";
import { prepare } from "../plan/prepare";
import { reportOf, type Report } from "../plan/report";
import { openStack, projectName, type Stack } from "../shared/stack";
import { checkState } from "../state/guard";
import { detect, type Given } from "./detect";
import { hosts, type HostName } from "./hosts";
import { publish, setStatus, statusName, type Target } from "./publish";
import { together } from "./together";
import { readReport } from "../plan/report-file";

interface Options extends Given {
  readonly plan?: string;
  readonly stack?: string;
  readonly refresh: boolean;
  readonly tokenEnv?: string;
}

/** `amorphic-cicd comment`. */
export function commentCommand(): Command {
  return new Command("comment")
    .description(
      "Post a plan on its pull request, editing its own earlier comment, and set the commit's status; in CodeBuild, the " +
        "pull request is detected",
    )
    .option("--stack <name>", "the stack to plan, or whose plan failed if the file of --plan does not exist")
    .option("--plan <file>", "a plan written by `plan --json`, instead of creating one")
    .option("--no-refresh", "create the plan without asking Amorphic what is live; needs no Amorphic token")
    .option("--host <name>", Object.keys(hosts).join(", "))
    .option("--repo <name>", "the repository, such as owner/name")
    .option("--pull-request <number>", "number of the pull request")
    .option(
      "--commit <id>",
      "the commit that was planned and gets the status (default: the pull request's head); no comment is posted if it is " +
        "no longer the head",
    )
    .option("--api-url <url>", "base URL of the API of a self-managed host")
    .option(
      "--token-env <name>",
      "environment variable with the token (default: GITHUB_TOKEN, GITLAB_TOKEN or BITBUCKET_TOKEN)",
    )
    .action(async (options: Options) => {
      process.exitCode = await comment(options);
    });
}

/** @returns the exit code, which is the plan's if made here */
async function comment(options: Options): Promise<number> {
  // Report all local mistakes at once, before any call.
  const [{ host, place, commit, buildUrl }, made] = await together([() => located(options), () => given(options)]);
  const pullRequest = await host.pullRequest();
  if (!pullRequest.isOpen) {
    process.stderr.write(`pull request ${place.pullRequest} is closed, so nothing is written there\n`);
    return 0;
  }
  const target = { host, commit: commit ?? pullRequest.commit, ...(buildUrl !== undefined && { buildUrl }) };
  const [report, code] = made ? [made, 0] : await planned(options, target);
  // Builds overtake each other, and plans take time: do not overwrite a newer plan.
  const newest = made ? pullRequest.commit : (await host.pullRequest()).commit;
  if (isSame(target.commit, newest)) {
    await publish(target, report);
  } else {
    await setStatus(target, report);
    const [old, fresh] = [target.commit, newest].map(shortened);
    process.stdout.write(
      `pull request ${place.pullRequest} is at ${fresh} by now: the plan of ${old} was not posted` +
        `${host.status ? ", only its commit's status was set" : ""}\n`,
    );
  }
  process.stderr.write(
    `pull request ${place.pullRequest}: ${report.errors.length > 0 ? "the plan failed" : report.line}\n`,
  );
  return code;
}

/** Bitbucket returns the first twelve digits of a commit's id. */
const isSame = (commit: string, newest: string): boolean => commit.startsWith(newest) || newest.startsWith(commit);

/** Makes the plan; the status is pending meanwhile, and a failure if there is no plan. */
async function planned({ stack: name = "", refresh, tokenEnv }: Options, target: Target): Promise<[Report, number]> {
  const { host, commit, buildUrl } = target;
  const status = { name: statusName(name), ...(buildUrl !== undefined && { url: buildUrl }) };
  const stack = without(await openStack(name), tokenEnv);
  await host.status?.(commit, { ...status, state: "pending", description: "Planning" }).catch(warn);
  try {
    await checkState(stack);
    const { plan: made } = await prepare(stack, { refresh });
    return [reportOf(made, projectName(stack.project), name), printPlan(made, name)];
  } catch (error) {
    const description = "No plan could be created; the job's log says why.";
    await host.status?.(commit, { ...status, state: "failure", description }).catch(warn);
    throw error;
  }
}

/** The definitions of a pull request must not be able to use the host's token. Its usual variables are reserved anyway. */
const without = (stack: Stack, variable: string | undefined): Stack =>
  variable === undefined ? stack : { ...stack, environment: { ...stack.environment, [variable]: undefined } };

/** A status that cannot be set must not prevent the plan; it is set again at the end. */
function warn(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`warning: ${error.message}\n`);
}

/** The report of `--plan`; undefined if the plan is to be made here. */
function given({ plan: file, stack }: Options): Report | undefined {
  if (file === undefined) {
    if (stack !== undefined) return undefined;
    throw new UserError("Pass --plan FILE, or --stack NAME to create the plan here.");
  }
  const report = readReport(file);
  if (report) return report;
  if (stack === undefined) {
    throw new UserError(
      `${file} does not exist. Name a file written by \`plan --json\`; pass --stack as well to report that its plan failed.`,
    );
  }
  const errors = [{ message: "The planning job ended before it wrote a plan; its log says why." }];
  return reportOf(
    { changes: [], unchanged: 0, settings: {}, notCompared: [], refused: [], warnings: [], errors },
    projectName(process.cwd()),
    stack,
  );
}

/** The pull request, and a client for its host. */
function located(options: Options) {
  const { host: name, commit, buildUrl, ...place } = detect(options, process.env);
  return { host: hosts[name].open(place, ...tokenOf(name, options.tokenEnv)), place, commit, buildUrl };
}

/** @returns the token and the name of its variable */
function tokenOf(host: HostName, tokenEnv: string | undefined): [string, string] {
  const variable = tokenEnv ?? hosts[host].tokenEnv;
  if (variable === undefined) return ["", ""];
  const token = process.env[variable]?.trim() ?? "";
  // Nothing else is valid in a header.
  if (/^[\x21-\x7e]+$/.test(token)) return [token, variable];
  throw new UserError(
    `The environment variable ${variable} ${token === "" ? "is not set" : "contains no token"}. Set it to the token of ${host}, ` +
      "for example from Secrets Manager through the buildspec's env.secrets-manager.",
  );
}
