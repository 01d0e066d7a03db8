import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../builds/build";
import { testReports } from "../builds/reports";
import { pullRequestTestsBuildspec } from "../buildspecs/pull-request-tests";
import type { SiteOutput } from "../buildspecs/website";
import type { Context } from "../context";
import { writeReports } from "../roles/grants";
import type { Source } from "../source";
import { requested, startAtPullRequests } from "./pull-requests";

interface PullRequestTestsArgs {
  readonly home: BuildHome;
  readonly source: Source;
  /** The application's directory in the repository. */
  readonly directory: string;
  /** What the build must produce, for applications that can be built without more permissions. */
  readonly site?: SiteOutput;
}

/** @returns the build of an application's pull requests, if it is enabled and the repository can be read */
export function pullRequestTests(context: Context, args: PullRequestTestsArgs): Build[] {
  const { settings, isConnected } = context;
  // It clones by itself, so CodeBuild rejects it until somebody has confirmed the connection.
  if (!settings.pullRequests.enabled || !isConnected) return [];
  return [new PullRequestTests("pull-requests", context, args).build];
}

/** Tests every pull request into the environment's branch, with a role that can only clone, log and report. */
class PullRequestTests extends ComponentResource {
  readonly build: Build;

  constructor(
    name: string,
    context: Context,
    { home, source, directory, site }: PullRequestTestsArgs,
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:PullRequestTests", name, {}, options);
    const parent = { parent: this };
    const { branch } = context.settings.source;
    const { variables } = context.settings;
    const reportGroup = testReports(name, context, name, parent);
    this.build = new Build(
      name,
      context,
      home,
      {
        description: `Tests pull requests into ${branch}; can only clone and report`,
        buildspec: pullRequestTestsBuildspec({ directory, reportGroup, variables: Object.keys(variables), site }),
        variables,
        source: requested(context, source),
        statements: [source.cloneStatement, writeReports(reportGroup)],
        timeoutMinutes: 30,
      },
      parent,
    );
    const description = `A pull request into ${branch} is tested`;
    startAtPullRequests(name, context, { build: this.build, source, home, description }, parent);
    this.registerOutputs();
  }
}
