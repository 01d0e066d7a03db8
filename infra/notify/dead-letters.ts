import * as sqs from "@pulumi/aws/sqs";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument } from "../roles/policy";

const TWO_WEEKS_S = 14 * 24 * 60 * 60;

/** Messages that could not be delivered, so that a failure which nobody heard of can still be found. */
export class DeadLetters extends ComponentResource {
  readonly arn: Output<string>;
  readonly queueName: Output<string>;

  constructor(
    name: string,
    context: Context,
    { keyArn, ruleArns }: { keyArn: Input<string>; ruleArns: readonly string[] },
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:DeadLetters", name, {}, options);
    const { prefix, account, arn } = context;
    const queueName = `${prefix}-${name}`;
    const queue = new sqs.Queue(
      name,
      { name: queueName, kmsMasterKeyId: keyArn, messageRetentionSeconds: TWO_WEEKS_S },
      { parent: this },
    );
    const resource = arn("sqs", queueName);
    new sqs.QueuePolicy(
      name,
      {
        queueUrl: queue.url,
        policy: policyDocument([
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource: resource,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
          {
            Sid: "EventsOfTheseRules",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: resource,
            Condition: { ArnEquals: { "aws:SourceArn": ruleArns }, StringEquals: { "aws:SourceAccount": account } },
          },
        ]),
      },
      { parent: this },
    );
    this.arn = queue.arn;
    this.queueName = queue.name;
    this.registerOutputs({ arn: this.arn });
  }
}
