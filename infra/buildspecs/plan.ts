import type { Buildspec } from "./buildspec";
import { cache, install, plan as planning, REPORTS } from "./parts";

/** What the next stage would do; its line and the address of its log go into the request for approval. */
export const plan: Buildspec = {
  version: 0.2,
  env: { shell: "bash", "exported-variables": ["PLAN_LINE", "PLAN_URL"] },
  phases: {
    install: install(),
    pre_build: { commands: [`mkdir -p ${REPORTS}`] },
    build: planning,
    post_build: {
      commands: [`. ${REPORTS}/plan.env`, 'export PLAN_URL="$CODEBUILD_BUILD_URL"'],
    },
  },
  artifacts: { "base-directory": REPORTS, files: ["**/*"] },
  cache,
};
