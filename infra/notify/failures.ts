import { join } from "node:path";
import { EventRule, EventTarget, LogGroup } from "@pulumi/aws/cloudwatch";
import { Function as LambdaFunction, Permission } from "@pulumi/aws/lambda";
import { asset, ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { Context } from "../context";
import { writeLogs } from "../roles/grants";
import { Role } from "../roles/role";
import { pipelineFailed } from "./patterns";

export interface FailuresArgs {
  readonly topicArn: Input<string>;
  readonly deadLetters: Input<string>;
  readonly keyArn: Input<string>;
  readonly boundary: Input<string>;
  readonly pipelineArn: string;
  /** For CodeCommit only, whose source action does not name the author. */
  readonly repositoryArn: string | undefined;
}

/**
 * Sends a message for each failed run. The EventBridge event names neither stage nor commit nor author, so a function looks
 * them up.
 */
export class Failures extends ComponentResource {
  constructor(name: string, context: Context, args: FailuresArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Failures", name, {}, options);
    const { prefix, settings, arn } = context;
    const parent = { parent: this };
    /** Of the function, and of the rule that calls it. */
    const fullName = `${prefix}-${name}`;
    const logs = new LogGroup(
      name,
      { name: `/aws/lambda/${fullName}`, retentionInDays: settings.logDays, kmsKeyId: args.keyArn },
      parent,
    );
    const role = new Role(
      name,
      context,
      {
        description: "Reports why a run failed",
        service: "lambda.amazonaws.com",
        // Lambda documents no `aws:SourceAccount` here. Only those who may pass this role can create a function with it.
        isSilent: true,
        boundary: args.boundary,
        statements: [
          writeLogs(logs.arn),
          { Sid: "ReadRuns", Action: "codepipeline:ListActionExecutions", Resource: args.pipelineArn },
          ...(args.repositoryArn
            ? [{ Sid: "ReadAuthor", Action: "codecommit:GetCommit", Resource: args.repositoryArn }]
            : []),
          { Sid: "Publish", Action: "sns:Publish", Resource: args.topicArn },
          { Sid: "KeepWhatFailed", Action: "sqs:SendMessage", Resource: args.deadLetters },
          { Sid: "EncryptMessages", Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: args.keyArn },
        ],
      },
      parent,
    );
    const handler = new LambdaFunction(
      name,
      {
        name: fullName,
        description: `Reports why a run of ${prefix} failed`,
        role: role.arn,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: new asset.FileArchive(join(__dirname, "handler")),
        timeout: 30,
        memorySize: 256,
        environment: { variables: { TOPIC_ARN: args.topicArn } },
        deadLetterConfig: { targetArn: args.deadLetters },
        loggingConfig: { logFormat: "JSON", logGroup: logs.name },
      },
      { ...parent, dependsOn: [role.policy] },
    );
    const rule = new EventRule(
      name,
      {
        name: fullName,
        description: `Failed runs of ${prefix}`,
        eventPattern: JSON.stringify(pipelineFailed(prefix)),
      },
      parent,
    );
    new Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: handler.name,
        principal: "events.amazonaws.com",
        // Its account is in the ARN. `sourceAccount` is for services whose ARNs lack it; with EventBridge, it was seen to deny all
        // (hashicorp/terraform-provider-aws#4116).
        sourceArn: arn("events", `rule/${fullName}`),
      },
      parent,
    );
    new EventTarget(
      name,
      { rule: rule.name, targetId: "function", arn: handler.arn, deadLetterConfig: { arn: args.deadLetters } },
      parent,
    );
    this.registerOutputs();
  }
}
