import type { Buildspec } from "./buildspec";
import { RUNTIME_PACKAGES, RUNTIMES, TOOL } from "./parts";

/** The artifact with what the tool needs in addition to its source. */
export const PREPARED = "Tool";
const OUTPUT = "tool";
const FILE = "tool.tar.gz";
const CLI = ".pulumi-cli";

/**
 * One archive for all later stages: the npm packages and the Pulumi CLI. A tar, since an artifact's zip need not keep modes
 * and links; compressed at the lowest level, which is fastest and leaves a third of the bytes. Nothing is cached, since what
 * is in a cache would end up in the deployment.
 */
export const toolBuildspec: Buildspec = {
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

/** Instead of an installation: nothing comes from a registry, so Deploy runs on exactly what Plan ran on. */
export const unpack = {
  "runtime-versions": RUNTIMES,
  commands: [
    `tar --extract --file "$CODEBUILD_SRC_DIR_${PREPARED}/${FILE}"`,
    // The tool uses the CLI on PATH.
    `export PATH="$CODEBUILD_SRC_DIR/${CLI}:$PATH"`,
  ],
};
