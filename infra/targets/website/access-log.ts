import { LogDelivery, LogDeliveryDestination, LogDeliverySource } from "@pulumi/aws/cloudwatch";
import type { Distribution } from "@pulumi/aws/cloudfront";
import { ComponentResource, interpolate, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { Context } from "../../context";
import { CLOUDFRONT_LOGS, type AccessLogs } from "../../storage/access-logs";

/** CloudFront's log delivery is set up in this Region, wherever the bucket is. */
const REGION = "us-east-1";

/**
 * CloudFront standard logging (v2), which the bucket policy allows; the older version needs a bucket with ACLs.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export class AccessLog extends ComponentResource {
  constructor(
    name: string,
    { prefix }: Context,
    { distribution, logs }: { distribution: Distribution; logs: AccessLogs },
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:Access", name, {}, options);
    const parent = { parent: this };
    const common = { region: REGION, name: `${prefix}-access` };
    const source = new LogDeliverySource(
      name,
      { ...common, logType: "ACCESS_LOGS", resourceArn: distribution.arn },
      parent,
    );
    const destination = new LogDeliveryDestination(
      name,
      {
        ...common,
        outputFormat: "json",
        // With a prefix here, AWS adds none of its own to the suffix (hashicorp/terraform-provider-aws#46328).
        deliveryDestinationConfiguration: { destinationResourceArn: interpolate`${logs.arn}/${CLOUDFRONT_LOGS}` },
      },
      parent,
    );
    new LogDelivery(
      name,
      {
        region: REGION,
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        s3DeliveryConfigurations: [{ suffixPath: "{yyyy}/{MM}/{dd}", enableHiveCompatiblePath: false }],
      },
      { ...parent, dependsOn: [logs.policy] },
    );
    this.registerOutputs();
  }
}
