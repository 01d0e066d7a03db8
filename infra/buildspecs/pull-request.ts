import type { Buildspec } from "./buildspec";
import { install, need, plan, REPORTS, TOOL } from "./parts";

/** The secondary source, which has the target branch. */
export const TARGET = "target";
const directory = `$CODEBUILD_SRC_DIR_${TARGET}`;
const enter = `cd "${directory}"`;

interface PullRequestOptions {
  /** Directories that are taken from the pull request. */
  readonly content: readonly string[];
  /** Where the plan is posted as a comment, if at all. */
  readonly comment: { readonly host: string } | undefined;
}

/** CodeBuild knows the number from its webhook; for CodeCommit, the EventBridge rule passes it. */
const number = ({ host }: { host: string }): string =>
  host === "codecommit" ? ' --pull-request "$PULL_REQUEST_ID"' : "";

/**
 * The tool, its packages and the stack's file come from the target branch. Only the directories of definitions and scripts
 * come from the pull request, as files to read: none of it runs, and it cannot decide where a token is sent.
 */
export const pullRequestBuildspec = ({ content, comment }: PullRequestOptions): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: install(directory),
    pre_build: {
      commands: [
        enter,
        ...content.flatMap(take),
        // A symbolic link could expose any file of this machine.
        need(
          `test -z "$(find ${content.join(" ")} ! -type f ! -type d -print -quit)"`,
          `the pull request has a symbolic link below ${content.join(" or ")}: replace it with the file itself`,
        ),
        `mkdir -p ${REPORTS}`,
      ],
    },
    // The plan reports all mistakes itself. It is in this phase since post_build, which comments, needs pre_build to succeed.
    build: { ...plan, commands: [enter, ...plan.commands] },
    post_build: {
      commands: comment
        ? [
            enter,
            `${TOOL} comment --stack "$STACK" --plan ${REPORTS}/plan.json --host ${comment.host} --repo "$REPOSITORY"${number(comment)}`,
          ]
        : ["echo 'pullRequests.commentToken is not set, so the plan is only in this log'"],
    },
  },
});

/** The names are checked settings: letters, digits, `_`, `.` and `-`. */
const take = (name: string): string[] => [
  `rm -rf ${name}`,
  `if [ -e "$CODEBUILD_SRC_DIR/${name}" ]; then cp -R -P "$CODEBUILD_SRC_DIR/${name}" ${name}; else mkdir ${name}; fi`,
];
