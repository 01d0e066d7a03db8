import { record, settingsOf, type Recorded } from "../../infra/record";
import type { Provider } from "../../infra/settings/settings";
import type { AnySettings } from "../../infra/targets";
import type { AmorphicSettings } from "../../infra/targets/amorphic/settings";

/** The sample stacks, as they are committed. */
export const STACKS = ["dev", "prod"] as const;
export type StackName = (typeof STACKS)[number];
export const APPLICATIONS = [
  "site-staging",
  "site-prod",
  "site-live",
  "service-staging",
  "service-prod",
  "service-live",
] as const;
export type Application = (typeof APPLICATIONS)[number];

/** Why a test makes a bucket public. */
const BECAUSE = "the provider of the old domain can follow plain HTTP only";
/** Other settings of an application that make other resources. */
const VARIANTS: Readonly<Record<Application, readonly object[]>> = {
  "site-staging": [{ publicBecause: BECAUSE, removeStale: true }],
  "site-prod": [],
  "site-live": [{ publicBecause: BECAUSE, domains: [] }],
  "service-staging": [],
  "service-prod": [{ deployment: "blue-green" }],
  "service-live": [{ deployment: "rolling" }],
};

const host = "arn:aws:codeconnections:eu-west-1:111122223333:host/forge-1a2b3c4d";

/** What each provider needs beside repository and branch. */
const SOURCES: Readonly<Record<Provider, Partial<AmorphicSettings["source"]>>> = {
  GitHub: {},
  GitHubEnterprise: { hostArn: host, url: "https://github.example.com" },
  GitLab: { repository: "example/platform/data" },
  GitLabSelfManaged: { hostArn: host, url: "https://gitlab.example.com" },
  Bitbucket: {
    connectionArn: "arn:aws:codestar-connections:eu-west-1:111122223333:connection/0a1b2c3d",
  },
  CodeCommit: { repository: "data-platform" },
};
export const PROVIDERS = Object.keys(SOURCES) as Provider[];

const done = new Map<string, Promise<Graph>>();

/** The resources of a sample stack whose repository is at that provider; each is recorded once. */
export function graph(
  stack: StackName,
  provider: Provider = "GitHub",
  change: Partial<AmorphicSettings> = {},
): Promise<Graph> {
  const key = JSON.stringify([stack, provider, change]);
  const settings = settingsOf(stack) as AmorphicSettings;
  const source = { ...settings.source, provider, ...SOURCES[provider] };
  return recordOnce(key, { ...settings, source, ...change });
}

/** The resources of a sample stack of an application. @param change of the target's own settings, such as `website` */
export function application(stack: Application, change: object = {}, provider: Provider = "GitHub"): Promise<Graph> {
  const settings = settingsOf(stack);
  const source = { ...settings.source, provider, ...SOURCES[provider] };
  const own = { ...(settings as unknown as Record<string, object>)[settings.target], ...change };
  return recordOnce(JSON.stringify([stack, change, provider]), {
    ...settings,
    source,
    [settings.target]: own,
  });
}

/** Every sample stack, on every source that makes a difference to it. */
export const everyGraph = async (): Promise<Graph[]> => {
  const made: Graph[] = [];
  for (const stack of STACKS) for (const provider of PROVIDERS) made.push(await graph(stack, provider));
  for (const stack of APPLICATIONS) {
    for (const change of [{}, ...VARIANTS[stack]]) made.push(await application(stack, change));
  }
  made.push(await application("site-prod", {}, "CodeCommit"));
  return made;
};

function recordOnce(key: string, settings: AnySettings): Promise<Graph> {
  const known = done.get(key);
  if (known) return known;
  // One after another: Pulumi keeps what it runs in global variables.
  const recorded = last.then(async () => new Graph(await record(settings)));
  last = recorded.catch(() => undefined);
  done.set(key, recorded);
  return recorded;
}
let last: Promise<unknown> = Promise.resolve();

export class Graph {
  constructor(readonly resources: readonly Recorded[]) {}

  /** @param kind the last part of the type, as `Role` */
  all(kind: string): Recorded[] {
    return this.resources.filter(({ type }) => type.endsWith(`:${kind}`));
  }

  inputs(kind: string, name: string): Recorded["inputs"] {
    return this.one(kind, name).inputs;
  }

  one(kind: string, name: string): Recorded {
    const found = this.all(kind).find((resource) => resource.name === name);
    if (!found)
      throw new Error(
        `no ${kind} ${name}; there are ${this.all(kind)
          .map((one) => one.name)
          .join(", ")}`,
      );
    return found;
  }
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

export const statements = (policy: unknown): Statement[] =>
  (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;

export const listed = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
