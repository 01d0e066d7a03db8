import { isPrivate } from "../../providers/client/address";
import { UserError } from "../../providers/errors";
import { quote } from "../../providers/visible";
import type { Place } from "./host";
import { hosts, type HostName } from "./hosts";

/** Command-line options; all else comes from the environment of CodeBuild. */
export interface Given {
  readonly host?: string;
  readonly repo?: string;
  readonly pullRequest?: string;
  readonly commit?: string;
  readonly apiUrl?: string;
}

export interface Detected extends Place {
  readonly host: HostName;
  /** The commit that was built, if known. */
  readonly commit?: string;
  /** Of the build. */
  readonly buildUrl?: string;
}

/**
 * Finds the pull request. Environment variables as in docs.aws.amazon.com/codebuild (build-env-ref-env-vars).
 * @throws UserError naming all that is missing or wrong
 */
export function detect(given: Given, environment: NodeJS.ProcessEnv): Detected {
  const built = sourceOf(environment["CODEBUILD_SOURCE_REPO_URL"]);
  const problems: string[] = [];
  const need = <T>(value: T | undefined, problem: string): T | undefined => {
    if (value === undefined) problems.push(problem);
    return value;
  };
  const names = Object.keys(hosts) as HostName[];
  const host = need(
    given.host === undefined
      ? names.find((name) => hosts[name].hostname.test(built?.hostname ?? ""))
      : names.find((name) => name === given.host),
    `--host: must be one of ${names.join(", ")}${given.host === undefined ? "" : `, not ${quote(given.host)}`}`,
  );
  const source = built && host && isOf(built, host) ? built : undefined;
  const repository = given.repo ?? source?.pathname.replace(/^\/(v1\/repos\/)?|(\.git)?\/?$/g, "") ?? "";
  const unnamed =
    repository === "" ? "name the repository, such as owner/name" : `${quote(repository)} is not a repository name`;
  need(isRepository(repository, host) ? repository : undefined, `--repo: ${unnamed}`);
  const trigger = /^pr\/(\d+)$/;
  const triggers = [environment["CODEBUILD_WEBHOOK_TRIGGER"], environment["CODEBUILD_SOURCE_VERSION"]];
  const pullRequest = need(
    given.pullRequest ?? triggers.map((text) => trigger.exec(text ?? "")?.[1]).find((number) => number),
    "--pull-request: this is not the build of a pull request; pass its number",
  );
  if (pullRequest !== undefined && !/^\d+$/.test(pullRequest))
    problems.push(`--pull-request: ${quote(pullRequest)} is not a number`);
  const commit = given.commit ?? environment["CODEBUILD_RESOLVED_SOURCE_VERSION"];
  const isCommit = commit !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit);
  if (given.commit !== undefined && !isCommit)
    problems.push(`--commit: ${quote(given.commit)} is not a full commit id`);
  const apiUrl = given.apiUrl ?? (host && source ? hosts[host].apiUrl(source.host) : defaultApi(host));
  if (apiUrl && !isUsable(apiUrl)) {
    problems.push(
      "--api-url: must be https:// (http:// only on this machine), without query or credentials, as the token is sent there",
    );
  }
  if (problems.length > 0 || host === undefined || pullRequest === undefined)
    throw new UserError(`The pull request cannot be determined:\n  ${problems.join("\n  ")}`);
  const region = /^git-codecommit(?:-fips)?\.([a-z0-9-]+)\./.exec(source?.hostname ?? "")?.[1];
  const buildUrl = environment["CODEBUILD_BUILD_URL"];
  return {
    host,
    repository,
    pullRequest,
    apiUrl: apiUrl.replace(/\/+$/, ""),
    ...(region !== undefined && { region }),
    ...(isCommit && { commit }),
    ...(buildUrl !== undefined && /^https:\/\/\S+$/.test(buildUrl) && { buildUrl }),
  };
}

/** URL of the sources, if it is a repository's: that of a bucket or file says nothing about the host. */
function sourceOf(text = ""): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return /^https?:$/.test(url?.protocol ?? "") ? url : undefined;
}

/** Whether an address may belong to the host: a host's token must not go to another. */
function isOf({ hostname }: URL, host: HostName): boolean {
  return hosts[host].hostname.test(hostname) || !Object.values(hosts).some((other) => other.hostname.test(hostname));
}

const PUBLIC: Readonly<Record<HostName, string>> = {
  github: "github.com",
  gitlab: "gitlab.com",
  bitbucket: "bitbucket.org",
  codecommit: "",
};

const defaultApi = (host: HostName | undefined): string => (host ? hosts[host].apiUrl(PUBLIC[host]) : "");

/** Rejects `.` and `..` as parts, which would lead to another path of the API. */
function isRepository(name: string, host: HostName | undefined): boolean {
  const parts = name.split("/");
  const [least, most] = host ? hosts[host].parts : [1, 20];
  return parts.length >= least && parts.length <= most && parts.every((part) => /^(?!\.{1,2}$)[\w.-]+$/.test(part));
}

function isUsable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return isPrivate(url) && !url.search && !url.hash && !url.username && !url.password;
}
