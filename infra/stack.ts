import type { Build } from "./builds/build";
import type { Context } from "./context";
import { Dashboard } from "./dashboard";
import { Notifications } from "./notify";
import { Pipeline } from "./pipeline";
import { boundaryOf } from "./roles/boundary";
import { SecurityHub } from "./security-hub";
import { Source } from "./source";
import { pushed } from "./source/codecommit";
import { Start } from "./start";
import { Storage } from "./storage";
import { AmorphicTarget } from "./targets/amorphic";
import { Approval } from "./targets/amorphic/approval";
import { Drift } from "./targets/amorphic/drift";
import { PullRequests } from "./targets/amorphic/pull-requests";

/** Everything of one environment's pipeline. @returns the stack's outputs */
export function deployPipeline(context: Context) {
  const { settings, isConnected } = context;
  const storage = new Storage("storage", context);
  const boundary = boundaryOf(context, {});
  const home = { storage, boundary };
  const source = new Source("source", context);
  const isCodeCommit = settings.source.provider === "CodeCommit";

  const approval = settings.approval.required ? new Approval("approvals", context, storage) : undefined;
  const target = new AmorphicTarget("amorphic", context, { home, approval });
  const pipeline = new Pipeline("pipeline", context, { source, target, storage, boundary });
  const repositoryArn = isCodeCommit ? source.repositoryArn : undefined;
  if (repositoryArn) {
    const { branch } = settings.source;
    new Start("start", context, {
      description: `A push to ${branch} starts ${context.prefix}`,
      when: pushed(repositoryArn, branch),
      target: pipeline.arn,
      action: "codepipeline:StartPipelineExecution",
      boundary,
    });
  }

  // These clone by themselves, so CodeBuild refuses them as long as nobody has confirmed the connection.
  const builds: Build[] = [...target.builds];
  if (settings.pullRequests.enabled && isConnected) {
    builds.push(new PullRequests("pull-requests", context, { home, source }).build);
  }
  const drift =
    settings.drift.schedule !== "off" && isConnected ? new Drift("drift", context, { home, source }).build : undefined;
  if (drift) builds.push(drift);

  const notifications = new Notifications("notifications", context, {
    storage,
    boundary,
    pipelineArn: pipeline.arn,
    repositoryArn,
    drift,
  });
  if (settings.securityHub !== "off") new SecurityHub("security-hub", context);
  new Dashboard("dashboard", context, {
    projects: builds.map(({ project }) => project),
    validateLog: target.validate.logGroup,
    deadLetterQueue: notifications.deadLetterQueue,
  });
  return {
    pipeline: pipeline.pipelineName,
    source: source.status,
    artifacts: storage.bucket,
    notifications: notifications.topicArn,
  };
}
