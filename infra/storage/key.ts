import { Alias, Key } from "@pulumi/aws/kms";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument } from "../roles/policy";

/** The key of all that the pipeline stores: artifacts, logs, messages. The state has one of its own. */
export class PipelineKey extends ComponentResource {
  readonly arn: Output<string>;

  constructor(name: string, context: Context, logServices: readonly string[], options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Key", name, {}, options);
    const { prefix, partition, account, region, arn } = context;
    const key = new Key(
      name,
      {
        description: `Artifacts, logs and messages of the pipeline ${prefix}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: policyDocument([
          {
            Sid: "AccountDecidesByIam",
            Principal: { AWS: `arn:${partition}:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          {
            // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
            Sid: "LogsOfThisPipeline",
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            Resource: "*",
            Condition: {
              ArnLike: {
                "kms:EncryptionContext:aws:logs:arn": ["codebuild", "lambda", ...logServices].map((service) =>
                  arn("logs", `log-group:/aws/${service}/${prefix}-*`),
                ),
              },
            },
          },
          {
            // Without it, EventBridge's messages to an encrypted topic or queue are lost without a word.
            Sid: "EventsOfThisAccount",
            Principal: { Service: "events.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
        ]),
      },
      { parent: this },
    );
    new Alias(name, { name: `alias/${prefix}-pipeline`, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
