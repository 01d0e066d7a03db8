import type { Buildspec } from "./buildspec";
import { cache, installScanners, REPORTS, TOOL } from "./parts";

/** Checks, the project's own tests, scans. Findings are published also, and above all, when any of them says no. */
export const validate = ({ reportGroup, publishes }: { reportGroup: string; publishes: boolean }): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: installScanners,
    pre_build: { commands: [`mkdir -p ${REPORTS}`] },
    build: {
      commands: [`${TOOL} validate`, "npm run test:resources --if-present"],
      // A password in a definition is refused by the first command already, and is to be published all the same.
      finally: [`${TOOL} scan --sarif ${REPORTS}/findings.sarif --junit ${REPORTS}/scan.xml --fail-on critical`],
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
