/** The tool; as an argument of node, since an artifact in a zip may have lost its executable bits. */
export const TOOL = "node bin/amorphic-cicd";

/** Where a build puts what it made. */
export const REPORTS = "reports";

/**
 * The pinned packages, none of whose scripts run, and the pinned Pulumi CLI. Both images have these versions.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html
 */
export const install = (directory?: string) => ({
  "runtime-versions": { nodejs: "22", python: "3.12" },
  commands: [
    ...(directory ? [`cd "${directory}"`] : []),
    "npm ci --ignore-scripts --no-audit --no-fund",
    `${TOOL} setup`,
  ],
});

/** Packages are checked against the lock file; what else is cached came from them. */
export const cache = { paths: ["/root/.npm/**/*", "/root/.cache/amorphic-cicd/**/*"] };

/** The plan's text is shown also when the plan says no. */
export const plan = {
  commands: [
    `${TOOL} plan --stack "$STACK" --json ${REPORTS}/plan.json --markdown ${REPORTS}/plan.md > ${REPORTS}/plan.txt`,
  ],
  finally: [`cat ${REPORTS}/plan.txt`],
};
