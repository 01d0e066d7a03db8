import type { HostingSettings } from "../hosting/settings";

export const PROVIDERS = [
  "GitHub",
  "GitHubEnterprise",
  "GitLab",
  "GitLabSelfManaged",
  "Bitbucket",
  "CodeCommit",
] as const;
export const IMAGES = ["standard-7.0", "al2023-arm"] as const;

export type Provider = (typeof PROVIDERS)[number];

/** What a stack's file says under `pipeline:`, checked and complete; a target adds its own. */
export interface Settings {
  /** What the pipeline is for: a name in `targets/index.ts`. */
  readonly target: string;
  /** First part of every name. */
  readonly name: string;
  /** For Amorphic the stack of the deployment project. */
  readonly environment: string;
  readonly source: {
    readonly provider: Provider;
    readonly repository: string;
    readonly branch: string;
    readonly connectionArn?: string;
    readonly hostArn?: string;
    readonly url?: string;
    readonly paths: readonly string[];
  };
  readonly variables: Readonly<Record<string, string>>;
  readonly build: { readonly image: (typeof IMAGES)[number]; readonly compute: "small" | "medium" | "large" };
  readonly approval: {
    readonly required: boolean;
    readonly timeoutMinutes: number;
    readonly emails: readonly string[];
  };
  readonly pullRequests: { readonly enabled: boolean; readonly approval: "forks" | "all" };
  readonly notify: { readonly emails: readonly string[]; readonly authors: readonly string[] };
  readonly logDays: number;
  readonly permissionsBoundary?: string;
  /** Only for targets that have these keys. */
  readonly hosting?: HostingSettings;
}
