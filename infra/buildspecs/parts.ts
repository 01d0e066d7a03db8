/** The tool; as an argument of node, since an artifact in a zip may have lost its executable bits. */
export const TOOL = "node bin/amorphic-cicd";

export const PACKAGES = "npm ci --ignore-scripts --no-audit --no-fund";

/** Where a build puts what it made. */
export const REPORTS = "reports";

/** Every image has these versions. https://github.com/aws/aws-codebuild-docker-images, runtimes.yml */
export const RUNTIMES = { nodejs: "22" };

/** The pinned packages that the tool runs on, without those of its tests. */
export const RUNTIME_PACKAGES = `${PACKAGES} --omit=dev`;

/** The pinned packages, none of whose scripts run, and the pinned Pulumi CLI, for builds that no pipeline hands the tool. */
export const install = (directory?: string) => ({
  "runtime-versions": RUNTIMES,
  commands: [...(directory ? [`cd "${directory}"`] : []), RUNTIME_PACKAGES, `${TOOL} setup`],
});

/** The same with the scanners: most are Python's, one is built from Go modules, and takes the Go that its go.mod asks for. */
export const installScanners = {
  "runtime-versions": { ...RUNTIMES, python: "3.12", golang: "1.24" },
  commands: [PACKAGES, `${TOOL} setup --scanners`],
};

/**
 * Packages are checked against the lock file; what else is cached came from them. What has a key is stored once; without one
 * it would be after every build, since compiled code is kept there too.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/caching-s3.html
 */
export const cache = {
  key: "tools-$(codebuild-hash-files package-lock.json tools/scanners/requirements.txt tools/gitleaks/go.sum)",
  paths: ["/root/.npm/**/*", "/root/.cache/amorphic-cicd/**/*"],
};

/** A check of a build; in the place of "exit status 1" the log, and the mail about the failure, say what to do. */
export const need = (check: string, otherwise: string): string =>
  `if ! ${check}; then echo '${otherwise}' >&2; false; fi`;

/** For people in the log, for machines and pull requests in files. */
export const plan = {
  commands: [
    `${TOOL} plan --stack "$STACK" --json ${REPORTS}/plan.json --markdown ${REPORTS}/plan.md --export ${REPORTS}/plan.env`,
  ],
};
