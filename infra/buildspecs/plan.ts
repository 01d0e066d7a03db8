import type { Buildspec } from "./buildspec";
import { plan, REPORTS } from "./parts";
import { unpack } from "./tool";

/** Plans the deployment; a line about it and the build's URL go into the request for approval. */
export const planBuildspec: Buildspec = {
  version: 0.2,
  env: { shell: "bash", "exported-variables": ["PLAN_LINE", "PLAN_URL"] },
  phases: {
    install: unpack,
    pre_build: { commands: [`mkdir -p ${REPORTS}`] },
    build: plan,
    post_build: {
      commands: [`. ${REPORTS}/plan.env`, 'export PLAN_URL="$CODEBUILD_BUILD_URL"'],
    },
  },
  artifacts: { "base-directory": REPORTS, files: ["**/*"] },
};
