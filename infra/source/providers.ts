import type { Provider, Settings } from "../settings/settings";

/** What CodePipeline and CodeBuild call a provider, and what it can do. */
interface Facts {
  /** Provider type of a connection. */
  readonly connectionType?: string;
  /** Type of a CodeBuild source. */
  readonly buildType: string;
  /** Base URL of the repositories, unless the provider is self-managed. */
  readonly url?: string;
  /**
   * CodeBuild's names of the roles that approve builds of pull requests; their own are built at once. For `forks`, all that
   * may write; for `all`, not everybody who may push a branch. CodeCommit has no approval by comment.
   */
  readonly approvers?: Readonly<Record<Settings["pullRequests"]["approval"], readonly string[]>>;
  readonly pullRequestEvents: readonly string[];
  /** What `amorphic-cicd comment` calls it. */
  readonly host: "github" | "gitlab" | "bitbucket" | "codecommit";
  /** The variable from which that command takes the token. */
  readonly tokenVariable?: string;
}

const CHANGED = ["PULL_REQUEST_CREATED", "PULL_REQUEST_UPDATED"];
const GITHUB = {
  approvers: {
    forks: ["GITHUB_WRITE", "GITHUB_MAINTAIN", "GITHUB_ADMIN"],
    all: ["GITHUB_MAINTAIN", "GITHUB_ADMIN"],
  },
  pullRequestEvents: [...CHANGED, "PULL_REQUEST_REOPENED"],
  host: "github",
  tokenVariable: "GITHUB_TOKEN",
} as const;
const GITLAB = {
  approvers: {
    forks: ["GITLAB_DEVELOPER", "GITLAB_MAINTAINER", "GITLAB_OWNER"],
    all: ["GITLAB_MAINTAINER", "GITLAB_OWNER"],
  },
  pullRequestEvents: CHANGED,
  host: "gitlab",
  tokenVariable: "GITLAB_TOKEN",
} as const;

/** Names from the API references of CodeConnections and CodeBuild. */
export const providers: Readonly<Record<Provider, Facts>> = {
  GitHub: { connectionType: "GitHub", buildType: "GITHUB", url: "https://github.com", ...GITHUB },
  GitHubEnterprise: { connectionType: "GitHubEnterpriseServer", buildType: "GITHUB_ENTERPRISE", ...GITHUB },
  GitLab: { connectionType: "GitLab", buildType: "GITLAB", url: "https://gitlab.com", ...GITLAB },
  GitLabSelfManaged: { connectionType: "GitLabSelfManaged", buildType: "GITLAB_SELF_MANAGED", ...GITLAB },
  Bitbucket: {
    connectionType: "Bitbucket",
    buildType: "BITBUCKET",
    url: "https://bitbucket.org",
    approvers: { forks: ["BITBUCKET_WRITE", "BITBUCKET_ADMIN"], all: ["BITBUCKET_ADMIN"] },
    pullRequestEvents: CHANGED,
    host: "bitbucket",
    tokenVariable: "BITBUCKET_TOKEN",
  },
  CodeCommit: { buildType: "CODECOMMIT", pullRequestEvents: [], host: "codecommit" },
};

/** Where the repository is cloned from. */
export function cloneUrl({ provider, repository, url }: Settings["source"], region: string): string {
  if (provider === "CodeCommit") return `https://git-codecommit.${region}.amazonaws.com/v1/repos/${repository}`;
  return `${url ?? providers[provider].url ?? ""}/${repository}.git`;
}
