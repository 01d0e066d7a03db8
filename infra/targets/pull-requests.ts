import { Webhook } from "@pulumi/aws/codebuild";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Build, BuildHome } from "../builds/build";
import type { Context } from "../context";
import type { Source } from "../source";
import { pullRequestChanged, startOfPullRequest } from "../source/codecommit";
import { providers } from "../source/providers";
import { Start } from "../start";

/** The source of a pull request build, which reports its status to the repository's host; CodeCommit takes none. */
export const requested = ({ settings }: Context, source: Source) => ({
  ...source.clone,
  ...(settings.source.provider !== "CodeCommit" && { reportBuildStatus: true }),
});

/**
 * Starts a build whenever a pull request into the environment's branch is opened or changed. Those from forks, or all of them,
 * first need the comment of an approver, whose own are built at once.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html
 */
export function startAtPullRequests(
  name: string,
  context: Context,
  { build, source, home, description }: { build: Build; source: Source; home: BuildHome; description: string },
  parent: ComponentResourceOptions,
): void {
  const { provider, branch } = context.settings.source;
  if (provider !== "CodeCommit") {
    startOnWebhook(name, context, build, parent);
    return;
  }
  new Start(
    "pull-requests-start",
    context,
    {
      description,
      when: pullRequestChanged(source.repositoryArn, branch),
      target: build.projectArn,
      action: "codebuild:StartBuild",
      home,
      inputTransformer: startOfPullRequest,
    },
    parent,
  );
}

/** Patterns are regular expressions that may match anywhere, so they are anchored. */
function startOnWebhook(name: string, { settings }: Context, build: Build, parent: ComponentResourceOptions): void {
  const { provider, branch } = settings.source;
  const { approval } = settings.pullRequests;
  const { approvers, pullRequestEvents } = providers[provider];
  const filters = [
    { type: "EVENT", pattern: pullRequestEvents.join(", ") },
    { type: "BASE_REF", pattern: `^refs/heads/${branch.replaceAll(".", "\\.")}$` },
  ];
  new Webhook(
    name,
    {
      projectName: build.resource.name,
      buildType: "BUILD",
      filterGroups: [{ filters }],
      pullRequestBuildPolicy: {
        requiresCommentApproval: approval === "all" ? "ALL_PULL_REQUESTS" : "FORK_PULL_REQUESTS",
        approverRoles: [...(approvers?.[approval] ?? [])],
      },
    },
    parent,
  );
}
