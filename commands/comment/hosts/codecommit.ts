import type * as sdk from "@aws-sdk/client-codecommit";
import { awsFailure } from "../../../providers/client/aws-failure";
import { UserError } from "../../../providers/errors";
import { dialects } from "../../plan/markdown";
import type { Host, Place } from "../host";

const RIGHTS =
  "codecommit:GetPullRequest, GetCommentsForPullRequest, PostCommentForPullRequest and UpdateComment on the repository";

/** Deleted, or written by somebody else: a new comment is created. */
const NOT_OURS = /^Comment(Deleted|DoesNotExist|NotCreatedByCaller)Exception$/;

const UNKNOWN = /^(PullRequest|Repository)DoesNotExistException$/;

/**
 * CodeCommit, with the current role and no token. It does not say who the caller is, but lets only the author edit a
 * comment, which reveals those of others. It has no commit status, and no annotations of lines that could be replaced.
 */
export function codecommit({ repository, pullRequest: pullRequestId, region }: Place): Host {
  // Loaded on demand: three megabytes.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { CodeCommit } = require("@aws-sdk/client-codecommit") as typeof sdk;
  const client = new CodeCommit({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000 },
    ...(region !== undefined && { region }),
  });
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const { name } = error as Error;
      if (NOT_OURS.test(name)) throw error;
      const what = `Pull request ${pullRequestId} of ${repository} on CodeCommit`;
      if (UNKNOWN.test(name)) throw new UserError(`${what}: ${name}. Check --repo, --pull-request and the region.`);
      throw awsFailure(what, RIGHTS, error);
    }
  };
  const target = async () => {
    const { pullRequest } = await asked(() => client.getPullRequest({ pullRequestId }));
    const found = pullRequest?.pullRequestTargets?.find(({ repositoryName }) => repositoryName === repository);
    if (found === undefined) {
      throw new UserError(
        `Pull request ${pullRequestId} on CodeCommit does not belong to ${repository}. Check --repo and --pull-request.`,
      );
    }
    return { ...found, isOpen: pullRequest?.pullRequestStatus === "OPEN" };
  };

  return {
    dialect: dialects.codecommit,

    async pullRequest() {
      const { isOpen, sourceCommit = "" } = await target();
      return { isOpen, commit: sourceCommit };
    },

    async findOwn(marker) {
      const ids: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await asked(() =>
          client.getCommentsForPullRequest({
            pullRequestId,
            repositoryName: repository,
            ...(nextToken && { nextToken }),
          }),
        );
        for (const { comments = [] } of page.commentsForPullRequestData ?? []) {
          const own = comments.filter(({ deleted, content }) => deleted !== true && content?.startsWith(marker));
          ids.push(...own.flatMap(({ commentId }) => commentId ?? []));
        }
        nextToken = page.nextToken;
      } while (nextToken);
      return ids;
    },

    async create(content) {
      const { sourceCommit, destinationCommit } = await target();
      await asked(() =>
        client.postCommentForPullRequest({
          pullRequestId,
          repositoryName: repository,
          beforeCommitId: destinationCommit,
          afterCommitId: sourceCommit,
          content,
        }),
      );
    },

    async update(commentId, content) {
      try {
        await asked(() => client.updateComment({ commentId, content }));
        return true;
      } catch (error) {
        if (NOT_OURS.test((error as Error).name)) return false;
        throw error;
      }
    },
  };
}
