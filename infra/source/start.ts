import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { Context } from "../context";
import { Role } from "../roles/role";

export interface StartArgs {
  readonly pipelineArn: Input<string>;
  readonly repositoryArn: string;
  readonly boundary: Input<string>;
}

/** What starts the pipeline at a push to CodeCommit, instead of asking for changes every minute. */
export class StartOnPush extends ComponentResource {
  constructor(name: string, context: Context, args: StartArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:StartOnPush", name, {}, options);
    const { prefix, arn, settings } = context;
    const parent = { parent: this };
    const ruleName = `${prefix}-${name}`;
    const rule = new EventRule(
      name,
      {
        name: ruleName,
        description: `A push to ${settings.source.branch} starts ${prefix}`,
        eventPattern: JSON.stringify(pushPattern(args.repositoryArn, settings.source.branch)),
      },
      parent,
    );
    const role = new Role(
      name,
      context,
      {
        description: `Starts the pipeline ${prefix}`,
        service: "events.amazonaws.com",
        sourceArn: arn("events", `rule/${ruleName}`),
        boundary: args.boundary,
        statements: [
          { Sid: "StartPipeline", Action: "codepipeline:StartPipelineExecution", Resource: args.pipelineArn },
        ],
      },
      parent,
    );
    new EventTarget(name, { rule: rule.name, targetId: "pipeline", arn: args.pipelineArn, roleArn: role.arn }, parent);
    this.registerOutputs();
  }
}

/** https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html */
const pushPattern = (repositoryArn: string, branch: string) => ({
  source: ["aws.codecommit"],
  "detail-type": ["CodeCommit Repository State Change"],
  resources: [repositoryArn],
  detail: {
    event: ["referenceCreated", "referenceUpdated"],
    referenceType: ["branch"],
    referenceName: [branch],
  },
});
