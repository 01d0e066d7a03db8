import type { Buildspec } from "./buildspec";
import { plan as planning, REPORTS } from "./parts";
import { unpack } from "./tool";

/** Plans the deployment; a line about it and the build's URL go into the request for approval. */
export const plan: Buildspec = {
  version: 0.2,
  env: { shell: "bash", "exported-variables": ["PLAN_LINE", "PLAN_URL"] },
  phases: {
    install: unpack,
    pre_build: { commands: [`mkdir -p ${REPORTS}`] },
    build: planning,
    post_build: {
      commands: [`. ${REPORTS}/plan.env`, 'export PLAN_URL="$CODEBUILD_BUILD_URL"'],
    },
  },
  artifacts: { "base-directory": REPORTS, files: ["**/*"] },
};
