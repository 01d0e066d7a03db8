import { Approval } from "../approval";
import type { TargetKind } from "../target";
import { Deployment } from "./deployment";
import { Drift } from "./drift";
import { messagesOf } from "./messages";
import { PullRequests } from "./pull-requests";
import { SecurityHub } from "./security-hub";
import { contradictions, keys, paths, type AmorphicSettings } from "./settings";

/** An Amorphic platform: validates, plans and deploys its definitions, plans pull requests, and checks for drift. */
export const amorphic: TargetKind<AmorphicSettings> = {
  keys,
  paths,
  contradictions,
  create(context, { home, source }) {
    const { settings, isConnected } = context;
    const approval = settings.approval.required ? new Approval("approvals", context, home.storage) : undefined;
    const deployment = new Deployment("amorphic", context, { home, approval });
    // These clone by themselves, so CodeBuild rejects them until somebody has confirmed the connection.
    const pullRequests =
      settings.pullRequests.enabled && isConnected
        ? new PullRequests("pull-requests", context, { home, source }).build
        : undefined;
    const drift =
      settings.drift.schedule !== "off" && isConnected
        ? new Drift("drift", context, { home, source }).build
        : undefined;
    if (settings.securityHub !== "off") new SecurityHub("security-hub", context);
    return {
      stages: deployment.stages,
      builds: deployment.builds,
      statements: approval?.statements ?? [],
      otherBuilds: [pullRequests, drift].filter((build) => build !== undefined),
      messages: messagesOf(context, drift),
      scanLog: deployment.validate.logGroup,
    };
  },
};
