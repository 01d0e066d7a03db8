import { Webhook } from "@pulumi/aws/codebuild";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../../builds/build";
import * as buildspecs from "../../buildspecs";
import { TARGET } from "../../buildspecs/pull-request";
import { readSecrets, readState } from "./grants";
import type { Source } from "../../source";
import { pullRequestChanged, startOfPullRequest } from "../../source/codecommit";
import { providers } from "../../source/providers";
import { Start } from "../../start";
import { token, variablesOf, type AmorphicContext } from "./variables";

/** A plan for every pull request into the environment's branch, by a build that can only read. */
export class PullRequests extends ComponentResource {
  readonly build: Build;

  constructor(
    name: string,
    context: AmorphicContext,
    { home, source }: { home: BuildHome; source: Source },
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:PullRequests", name, {}, options);
    const parent = { parent: this };
    const { content, amorphic, pullRequests, source: repository } = context.settings;
    const isCodeCommit = repository.provider === "CodeCommit";
    const { host, tokenVariable } = providers[repository.provider];
    const comment = pullRequests.commentToken;
    this.build = new Build(
      name,
      context,
      home,
      {
        description: `Plans pull requests into ${repository.branch}; can only read`,
        buildspec: buildspecs.pullRequest({ content, comment: isCodeCommit || comment ? { host } : undefined }),
        variables: variablesOf(context),
        secrets: { ...token(amorphic.readToken), ...(comment && tokenVariable && { [tokenVariable]: comment }) },
        source: { ...source.clone, ...(!isCodeCommit && { reportBuildStatus: true }) },
        secondarySource: { ...source.clone, sourceIdentifier: TARGET, version: `refs/heads/${repository.branch}` },
        statements: [
          source.cloneStatement,
          ...readState(context),
          ...readSecrets(context, [amorphic.readToken, ...(comment ? [comment] : [])]),
          ...(isCodeCommit ? [commentOnCodeCommit(source)] : []),
        ],
        timeoutMinutes: 30,
      },
      parent,
    );
    if (isCodeCommit) {
      new Start(
        `${name}-start`,
        context,
        {
          description: `A pull request into ${repository.branch} is planned`,
          when: pullRequestChanged(source.repositoryArn, repository.branch),
          target: this.build.projectArn,
          action: "codebuild:StartBuild",
          boundary: home.boundary,
          inputTransformer: startOfPullRequest,
        },
        parent,
      );
    } else startOnWebhook(name, context, this.build, parent);
    this.registerOutputs();
  }
}

/** Patterns are regular expressions that may match anywhere, so they are anchored. */
function startOnWebhook(
  name: string,
  { settings }: AmorphicContext,
  build: Build,
  parent: ComponentResourceOptions,
): void {
  const { provider, branch } = settings.source;
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
        requiresCommentApproval: settings.pullRequests.approval === "all" ? "ALL_PULL_REQUESTS" : "FORK_PULL_REQUESTS",
        approverRoles: [...approvers],
      },
    },
    parent,
  );
}

const commentOnCodeCommit = (source: Source) => ({
  Sid: "CommentOnPullRequests",
  Action: [
    "codecommit:GetCommentsForPullRequest",
    "codecommit:GetPullRequest",
    "codecommit:PostCommentForPullRequest",
    "codecommit:UpdateComment",
  ],
  Resource: source.repositoryArn,
});
