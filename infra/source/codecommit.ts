/** Events of CodeCommit, which has no webhooks. https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html */

export const pushed = (repositoryArn: string, branch: string) => ({
  source: ["aws.codecommit"],
  "detail-type": ["CodeCommit Repository State Change"],
  resources: [repositoryArn],
  detail: {
    event: ["referenceCreated", "referenceUpdated"],
    referenceType: ["branch"],
    referenceName: [branch],
  },
});

export const pullRequestChanged = (repositoryArn: string, branch: string) => ({
  source: ["aws.codecommit"],
  "detail-type": ["CodeCommit Pull Request State Change"],
  resources: [repositoryArn],
  detail: {
    event: ["pullRequestCreated", "pullRequestSourceBranchUpdated"],
    destinationReference: [`refs/heads/${branch}`],
    pullRequestStatus: ["Open"],
  },
});

/** What the event passes to a build: the commits, and the number of the pull request. */
export const startOfPullRequest = {
  inputPaths: {
    commit: "$.detail.sourceCommit",
    base: "$.detail.destinationCommit",
    request: "$.detail.pullRequestId",
  },
  inputTemplate: JSON.stringify({
    sourceVersion: "<commit>",
    environmentVariablesOverride: [
      { name: "PULL_REQUEST_ID", value: "<request>", type: "PLAINTEXT" },
      { name: "COMMIT", value: "<commit>", type: "PLAINTEXT" },
      { name: "BASE_COMMIT", value: "<base>", type: "PLAINTEXT" },
    ],
  }),
};
