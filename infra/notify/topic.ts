import * as sns from "@pulumi/aws/sns";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument } from "../roles/policy";

export interface TopicArgs {
  readonly purpose: string;
  readonly keyArn: Input<string>;
  /** Get every message. */
  readonly emails: readonly string[];
  /** Get the messages about their own commits. */
  readonly authors?: readonly string[];
  /** Whether the pipeline's EventBridge rules and alarms may publish here, besides its roles. */
  readonly isForEvents?: true;
}

/** An encrypted topic that takes messages over TLS only, and only of this account. */
export class Topic extends ComponentResource {
  readonly arn: Output<string>;

  constructor(name: string, context: Context, args: TopicArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Topic", name, {}, options);
    const { prefix, account, arn } = context;
    const parent = { parent: this };
    const topicName = `${prefix}-${name}`;
    const topic = new sns.Topic(
      name,
      { name: topicName, displayName: `${prefix}: ${args.purpose}`, kmsMasterKeyId: args.keyArn },
      parent,
    );
    const resource = arn("sns", topicName);
    const mayPublish = (Sid: string, service: string) => ({
      Sid,
      Principal: { Service: service },
      Action: "sns:Publish",
      Resource: resource,
    });
    new sns.TopicPolicy(
      name,
      {
        arn: topic.arn,
        policy: policyDocument([
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sns:Publish",
            Resource: resource,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
          ...(args.isForEvents
            ? [
                // No condition: AWS supports none here. A rule of another account would need a role to publish to this topic.
                // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
                mayPublish("Events", "events.amazonaws.com"),
                {
                  // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
                  ...mayPublish("AlarmsOfThisPipeline", "cloudwatch.amazonaws.com"),
                  Condition: {
                    ArnLike: { "aws:SourceArn": arn("cloudwatch", `alarm:${prefix}-*`) },
                    StringEquals: { "aws:SourceAccount": account },
                  },
                },
              ]
            : []),
        ]),
      },
      parent,
    );
    const { emails, authors = [] } = args;
    for (const email of new Set(emails)) subscribe(email);
    for (const email of new Set(authors))
      if (!emails.includes(email)) subscribe(email, { author: [ignoringCase(email)] });
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });

    function subscribe(email: string, filter?: object): void {
      const filterPolicy = filter && { filterPolicy: JSON.stringify(filter) };
      new sns.TopicSubscription(
        `${name}-${email}`,
        { topic: topic.arn, protocol: "email", endpoint: email, ...filterPolicy },
        parent,
      );
    }
  }
}

const ignoringCase = (email: string) => ({ "equals-ignore-case": email });
