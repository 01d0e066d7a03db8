import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../../builds/build";
import { pullRequestBuildspec, TARGET } from "../../buildspecs/pull-request";
import { readSecrets, readState } from "./grants";
import type { Source } from "../../source";
import { providers } from "../../source/providers";
import { requested, startAtPullRequests } from "../pull-requests";
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
        description: `Plans pull requests into ${repository.branch}; read-only`,
        buildspec: pullRequestBuildspec({ content, comment: isCodeCommit || comment ? { host } : undefined }),
        variables: variablesOf(context),
        secrets: { ...token(amorphic.readToken), ...(comment && tokenVariable && { [tokenVariable]: comment }) },
        source: requested(context, source),
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
    const description = `A pull request into ${repository.branch} is planned`;
    startAtPullRequests(name, context, { build: this.build, source, home, description }, parent);
    this.registerOutputs();
  }
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
