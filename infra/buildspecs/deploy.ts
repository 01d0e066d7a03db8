import type { Buildspec } from "./buildspec";
import { TOOL } from "./parts";
import { unpack } from "./tool";

/**
 * What is deployed must be what Plan showed, and a person may have approved. An interrupted run leaves its lock; locks of
 * dead runs are released.
 */
export const deployBuildspec: Buildspec = {
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: unpack,
    pre_build: { commands: [`${TOOL} validate --stack "$STACK"`] },
    build: {
      commands: [`${TOOL} deploy --stack "$STACK" --approved "$CODEBUILD_SRC_DIR_Plan/plan.json"`],
      finally: [`${TOOL} locks --stack "$STACK" --release`],
    },
    post_build: { commands: [`${TOOL} locks --stack "$STACK"`] },
  },
};
