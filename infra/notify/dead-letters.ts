import { MetricAlarm } from "@pulumi/aws/cloudwatch";
import * as sqs from "@pulumi/aws/sqs";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument } from "../roles/policy";

const TWO_WEEKS_S = 14 * 24 * 60 * 60;

export interface DeadLettersArgs {
  readonly keyArn: Input<string>;
  /** Notified as soon as there are any. */
  readonly topicArn: Input<string>;
}

/** A queue for notifications and starts that could not be delivered, so that none is lost silently. */
export class DeadLetters extends ComponentResource {
  readonly arn: Output<string>;
  readonly queueName: Output<string>;

  constructor(
    name: string,
    context: Context,
    { keyArn, topicArn }: DeadLettersArgs,
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
            Sid: "EventsOfThisPipeline",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: resource,
            Condition: {
              ArnLike: { "aws:SourceArn": arn("events", `rule/${prefix}-*`) },
              StringEquals: { "aws:SourceAccount": account },
            },
          },
        ]),
      },
      { parent: this },
    );
    new MetricAlarm(
      name,
      {
        name: queueName,
        alarmDescription: `An event or message of ${prefix} could not be delivered: it is in the queue ${queueName}`,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 300,
        evaluationPeriods: 1,
        // SQS reports no metrics for a queue that has long been empty.
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
      },
      { parent: this },
    );
    this.arn = queue.arn;
    this.queueName = queue.name;
    this.registerOutputs({ arn: this.arn });
  }
}
