import { Alias, Key } from "@pulumi/aws/kms";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument, type Statement } from "../roles/policy";

export interface PipelineKeyArgs {
  readonly description: string;
  /** Services that encrypt log groups named `/aws/<service>/<prefix>-…` with it. */
  readonly logServices: readonly string[];
  /** Further statements of the key policy. */
  readonly statements?: readonly Statement[];
}

/** The KMS key for what a pipeline stores in one account: artifacts, logs, messages. The state has its own. */
export class PipelineKey extends ComponentResource {
  readonly arn: Output<string>;

  constructor(name: string, context: Context, args: PipelineKeyArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Key", name, {}, options);
    const { prefix, partition, account, region, arn } = context;
    const { description, logServices, statements = [] } = args;
    const key = new Key(
      name,
      {
        description,
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
                "kms:EncryptionContext:aws:logs:arn": logServices.map((service) =>
                  arn("logs", `log-group:/aws/${service}/${prefix}-*`),
                ),
              },
            },
          },
          ...statements,
        ]),
      },
      { parent: this },
    );
    new Alias(name, { name: `alias/${prefix}-pipeline`, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
