import type { Buildspec } from "./buildspec";
import { cache, installScanners, REPORTS, TOOL } from "./parts";

/** Checks, the project's own tests, scans. Findings are published even, and above all, if one of them fails. */
export const validateBuildspec = ({
  reportGroup,
  publishes,
}: {
  reportGroup: string;
  publishes: boolean;
}): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: installScanners,
    pre_build: { commands: [`mkdir -p ${REPORTS}`] },
    build: {
      commands: [`${TOOL} validate --stack "$STACK"`, "npm run test:resources --if-present"],
      // The first command already rejects a password in a definition, but that finding must be published, too.
      finally: [
        `${TOOL} scan --stack "$STACK" --sarif ${REPORTS}/findings.sarif --junit ${REPORTS}/scan.xml --fail-on critical`,
      ],
    },
    post_build: {
      commands: publishes
        ? [
            `${TOOL} findings publish --sarif ${REPORTS}/findings.sarif --repo "$REPOSITORY" --branch "$BRANCH" --commit "$COMMIT"`,
          ]
        : ["echo 'securityHub is off: findings are not published'"],
    },
  },
  reports: {
    [reportGroup]: { files: ["scan.xml"], "base-directory": REPORTS, "file-format": "JUNITXML" },
  },
  artifacts: { "base-directory": REPORTS, files: ["**/*"] },
  cache,
});
