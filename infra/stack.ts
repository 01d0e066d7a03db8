import { hostingOf, type Context } from "./context";
import { Dashboard } from "./dashboard";
import { Notifications } from "./notify";
import { NOTIFICATIONS } from "./notify/encrypt";
import { Pipeline } from "./pipeline";
import { boundaryOf } from "./roles/boundary";
import { Source } from "./source";
import { pushed } from "./source/codecommit";
import { Start } from "./start";
import { Storage } from "./storage";
import { kindOf } from "./settings/parse";
import { DEPLOY_ROLE } from "./targets/target";

/** Everything of one environment's pipeline. @returns the stack's outputs */
export function deployPipeline(context: Context) {
  const { settings } = context;
  const kind = kindOf(settings.target);
  const there = hostingOf(context);
  const hostedHere = there.isElsewhere ? undefined : kind.hosting;
  const hostedElsewhere = there.isElsewhere ? kind.hosting : undefined;
  const storage = new Storage("storage", context, {
    logServices: hostedHere?.logServices ?? [],
    reader: hostedElsewhere && {
      role: { context: there.context, name: DEPLOY_ROLE },
      artifacts: hostedElsewhere.artifacts,
    },
  });
  const boundary = boundaryOf(context, kind.boundary?.(context, there), hostedHere?.boundary(context));
  const source = new Source("source", context);
  const isCodeCommit = settings.source.provider === "CodeCommit";

  const notifications = new Notifications(NOTIFICATIONS, context, storage);
  const home = { storage, boundary, notifications };
  const target = kind.create(context, { home, source, there });
  const pipeline = new Pipeline("pipeline", context, { source, target, storage, boundary });
  const repositoryArn = isCodeCommit ? source.repositoryArn : undefined;
  if (repositoryArn) {
    const { branch } = settings.source;
    new Start("start", context, {
      description: `A push to ${branch} starts ${context.prefix}`,
      when: pushed(repositoryArn, branch),
      target: pipeline.arn,
      action: "codepipeline:StartPipelineExecution",
      home,
    });
  }
  notifications.report({ boundary, pipelineArn: pipeline.arn, repositoryArn, messages: target.messages });
  new Dashboard("dashboard", context, {
    projects: [...target.builds, ...target.otherBuilds].map(({ project }) => project),
    scanLog: target.scanLog,
    deadLetterQueue: notifications.deadLetterQueue,
  });
  return {
    pipeline: pipeline.pipelineName,
    source: source.status,
    artifacts: storage.bucket,
    notifications: notifications.topicArn,
    ...target.outputs,
  };
}
