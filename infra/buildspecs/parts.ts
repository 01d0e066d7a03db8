/** The tool, started by node since a zipped artifact may have lost its executable bits. */
export const TOOL = "node bin/amorphic-cicd";

export const PACKAGES = "npm ci --ignore-scripts --no-audit --no-fund";

/** Where a build puts what it made. */
export const REPORTS = "reports";

/** Every image has these versions. https://github.com/aws/aws-codebuild-docker-images, runtimes.yml */
export const RUNTIMES = { nodejs: "22" };

/** The pinned packages that the tool needs, without dev dependencies. */
export const RUNTIME_PACKAGES = `${PACKAGES} --omit=dev`;

/** Installs the pinned packages, without their scripts, and the pinned Pulumi CLI, for builds outside the pipeline. */
export const install = (directory?: string) => ({
  "runtime-versions": RUNTIMES,
  commands: [...(directory ? [`cd "${directory}"`] : []), RUNTIME_PACKAGES, `${TOOL} setup`],
});

/** The same with the scanners: most are Python packages, one is built from Go modules with the Go version of its go.mod. */
export const installScanners = {
  "runtime-versions": { ...RUNTIMES, python: "3.12", golang: "1.24" },
  commands: [PACKAGES, `${TOOL} setup --scanners`],
};

/**
 * Packages are checked against the lock file; what else is cached came from them. With a key, the cache is stored once;
 * without one, after every build, since it also holds compiled code.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/caching-s3.html
 */
export const cache = {
  key: "tools-$(codebuild-hash-files package-lock.json tools/scanners/requirements.txt tools/gitleaks/go.sum)",
  paths: ["/root/.npm/**/*", "/root/.cache/amorphic-cicd/**/*"],
};

/** A check in a build. Instead of "exit status 1", the log and the failure mail say what to do. */
export const need = (check: string, otherwise: string): string =>
  `if ! ${check}; then echo '${otherwise}' >&2; false; fi`;

/** For people in the log, for machines and pull requests in files. */
export const plan = {
  commands: [
    `${TOOL} plan --stack "$STACK" --json ${REPORTS}/plan.json --markdown ${REPORTS}/plan.md --export ${REPORTS}/plan.env`,
  ],
};
