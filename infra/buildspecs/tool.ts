import type { Buildspec } from "./buildspec";
import { RUNTIME_PACKAGES, RUNTIMES, TOOL } from "./parts";

/** The artifact with what the tool runs on, beside its source. */
export const PREPARED = "Tool";
const OUTPUT = "tool";
const FILE = "tool.tar.gz";
const CLI = ".pulumi-cli";

/**
 * One archive for every later stage: the npm packages and the Pulumi CLI. A tar, since an artifact's zip need not keep modes
 * and links; at the lowest level, which takes the least time and leaves a third of the bytes. Nothing is cached: whatever is
 * in a cache would be in what is deployed.
 */
export const tool: Buildspec = {
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: { "runtime-versions": RUNTIMES, commands: [RUNTIME_PACKAGES] },
    pre_build: { commands: [`mkdir -p ${OUTPUT}`, `${TOOL} setup --json > ${OUTPUT}/setup.json`] },
    build: { commands: [`cp -R -L "$(node -p 'require("./${OUTPUT}/setup.json").directory')" ${CLI}`] },
    post_build: {
      commands: [
        `tar --create --use-compress-program 'gzip -1' --file ${OUTPUT}/${FILE} node_modules ${CLI}`,
        `ls -l ${OUTPUT}`,
      ],
    },
  },
  artifacts: { "base-directory": OUTPUT, files: [FILE] },
};

/** Instead of an installation: nothing is asked of a registry, so what is deployed runs on what Plan ran on. */
export const unpack = {
  "runtime-versions": RUNTIMES,
  commands: [
    `tar --extract --file "$CODEBUILD_SRC_DIR_${PREPARED}/${FILE}"`,
    // The CLI on PATH is the one that is taken.
    `export PATH="$CODEBUILD_SRC_DIR/${CLI}:$PATH"`,
  ],
};
