import type { Buildspec } from "./buildspec";
import { install, TOOL } from "./parts";

/**
 * Fails if somebody changed by hand what the definitions say, and that failure triggers the message.
 * @param files whether scripts and libraries' files are compared, too
 */
export const driftBuildspec = (files: boolean): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: install(),
    pre_build: { commands: [`${TOOL} validate --stack "$STACK"`] },
    build: { commands: [`${TOOL} drift --stack "$STACK"${files ? " --files" : ""}`] },
  },
});
