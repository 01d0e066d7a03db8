import type { Buildspec } from "./buildspec";
import { install, need, plan, REPORTS, TOOL } from "./parts";

/** The source that holds the target branch. */
export const TARGET = "target";
const directory = `$CODEBUILD_SRC_DIR_${TARGET}`;
const enter = `cd "${directory}"`;

interface PullRequestOptions {
  /** Directories that are taken from the pull request. */
  readonly content: readonly string[];
  /** Whether and where the plan is put on the pull request. */
  readonly comment: { readonly host: string } | undefined;
}

/** CodeBuild knows the number from its webhook; the rule for CodeCommit hands it in. */
const number = ({ host }: { host: string }): string =>
  host === "codecommit" ? ' --pull-request "$PULL_REQUEST_ID"' : "";

/**
 * The tool, its packages and the stack's file are the target branch's. Of the pull request only the directories of
 * definitions and scripts are taken, as files to be read: nothing of it runs, and it cannot say where a token is sent.
 */
export const pullRequest = ({ content, comment }: PullRequestOptions): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: install(directory),
    pre_build: {
      commands: [
        enter,
        ...content.flatMap(take),
        // A link would be followed to whatever this machine holds.
        need(
          `test -z "$(find ${content.join(" ")} ! -type f ! -type d -print -quit)"`,
          `the pull request has a link below ${content.join(" or ")}: put the file itself there`,
        ),
        `mkdir -p ${REPORTS}`,
      ],
    },
    // It tells of all mistakes itself, and is in this phase since the comment does not come after one that failed before.
    build: { ...plan, commands: [enter, ...plan.commands] },
    post_build: {
      commands: comment
        ? [
            enter,
            `${TOOL} comment --stack "$STACK" --plan ${REPORTS}/plan.json --host ${comment.host} --repo "$REPOSITORY"${number(comment)}`,
          ]
        : ["echo 'pullRequests.commentToken is not set: the plan stands above, and nowhere else'"],
    },
  },
});

/** The names are checked settings: letters, digits, `_`, `.` and `-`. */
const take = (name: string): string[] => [
  `rm -rf ${name}`,
  `if [ -e "$CODEBUILD_SRC_DIR/${name}" ]; then cp -R -P "$CODEBUILD_SRC_DIR/${name}" ${name}; else mkdir ${name}; fi`,
];
