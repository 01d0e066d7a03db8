import { HostServer, ME, type Answer, type Call, type Comment, type Route } from "./server";

const BEFORE = "b".repeat(40);

/** From docs.aws.amazon.com/codecommit/latest/APIReference: JSON 1.1, one path, the operation in `X-Amz-Target`. */
export const codecommit = (): HostServer =>
  new HostServer((store): Route[] => {
    const failed = (type: string, message = "no"): Answer => ({ status: 400, body: { __type: type, message } });
    const shown = ({ id, body, author, deleted = false }: Comment) => ({
      commentId: id,
      content: deleted ? "" : body,
      deleted,
      authorArn: `arn:aws:iam::1:user/${author}`,
    });
    const operations: Readonly<Record<string, (input: Record<string, string>) => Answer>> = {
      GetPullRequest: ({ pullRequestId }) =>
        pullRequestId === "7"
          ? {
              status: 200,
              body: {
                pullRequest: {
                  pullRequestId,
                  pullRequestStatus: store.isOpen ? "OPEN" : "CLOSED",
                  pullRequestTargets: [{ repositoryName: "r", sourceCommit: store.head, destinationCommit: BEFORE }],
                },
              },
            }
          : failed("PullRequestDoesNotExistException"),
      GetCommentsForPullRequest: ({ repositoryName, nextToken = "0" }) => {
        if (repositoryName !== "r") return failed("RepositoryDoesNotExistException");
        const from = Number(nextToken);
        const rest = from + 100 < store.comments.length ? { nextToken: String(from + 100) } : {};
        const comments = store.comments.slice(from, from + 100).map(shown);
        return {
          status: 200,
          body: { commentsForPullRequestData: comments.map((comment) => ({ comments: [comment] })), ...rest },
        };
      },
      PostCommentForPullRequest: ({ content = "", beforeCommitId, afterCommitId, clientRequestToken }) => {
        if (beforeCommitId !== BEFORE || afterCommitId !== store.head || !clientRequestToken)
          return failed("CommitDoesNotExistException");
        if (content.length > 10_240) return failed("CommentContentSizeLimitExceededException");
        return { status: 200, body: { comment: shown(store.add(content)) } };
      },
      UpdateComment: ({ commentId = "", content = "" }) => {
        const found = store.comments.find(({ id }) => id === commentId);
        if (!found) return failed("CommentDoesNotExistException");
        if (found.deleted) return failed("CommentDeletedException");
        if (found.author !== ME) return failed("CommentNotCreatedByCallerException");
        found.body = content;
        return { status: 200, body: { comment: shown(found) } };
      },
    };
    const answer = ({ headers, body }: Call): Answer => {
      if (!headers.authorization?.includes("Credential=AKIATEST/")) return failed("UnrecognizedClientException");
      const [service, operation = ""] = String(headers["x-amz-target"]).split(".");
      const known = service === "CodeCommit_20150413" ? operations[operation] : undefined;
      return known ? known(body as Record<string, string>) : failed("UnknownOperationException");
    };
    return [["POST", /^\/$/, answer]];
  });
