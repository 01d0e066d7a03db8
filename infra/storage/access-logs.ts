import type { BucketPolicy } from "@pulumi/aws/s3";
import { ComponentResource, interpolate, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import type { Statement } from "../roles/policy";
import { Bucket, type BucketArgs } from "./bucket";
import { expire } from "./lifecycle";

/** Lets one service write to the bucket, below its own prefix. */
type Writer = (context: Context, bucketArn: Output<string>) => Statement;

/**
 * A bucket of access logs, kept for a year. It is in the account of what it logs: S3 and the load balancer write only to a
 * bucket in their own account and Region. Their logs, like CloudFront's, are encrypted with S3's own key (SSE-S3).
 */
export const logBucket = (context: Context, name: string, writers: readonly Writer[]): BucketArgs => ({
  bucketPrefix: `${context.prefix}-${name}-`,
  lifecycle: [expire("access-logs", "", 365)],
  statements: (bucketArn) => writers.map((writer) => writer(context, bucketArn)),
});

/** The access logs of an application. */
export class AccessLogs extends ComponentResource {
  readonly bucket: Output<string>;
  readonly arn: Output<string>;
  /** A service's write access is tested when the bucket is configured, so depend on this. */
  readonly policy: BucketPolicy;

  constructor(name: string, context: Context, writers: readonly Writer[], options?: ComponentResourceOptions) {
    super("amorphic:pipeline:AccessLogs", name, {}, options);
    const { bucket, arn, policy } = new Bucket(name, logBucket(context, name, writers), { parent: this });
    this.bucket = bucket;
    this.arn = arn;
    this.policy = policy;
    this.registerOutputs({ bucket, arn });
  }
}

/** Prefixes of the bucket. */
export const S3_LOGS = "s3/";
export const CLOUDFRONT_LOGS = "cloudfront";
export const BALANCER_LOGS = "balancer";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
export const s3 = ({ account }: Context, arn: Output<string>): Statement => ({
  Sid: "BucketsOfThisAccount",
  Principal: { Service: "logging.s3.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: interpolate`${arn}/${S3_LOGS}*`,
  Condition: { StringEquals: { "aws:SourceAccount": account } },
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html */
export const cloudFront = ({ account, partition, prefix }: Context, arn: Output<string>): Statement => ({
  Sid: "DistributionOfThisStack",
  Principal: { Service: "delivery.logs.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: interpolate`${arn}/${CLOUDFRONT_LOGS}/*`,
  Condition: {
    StringEquals: { "aws:SourceAccount": account, "s3:x-amz-acl": "bucket-owner-full-control" },
    ArnLike: { "aws:SourceArn": `arn:${partition}:logs:us-east-1:${account}:delivery-source:${prefix}-access` },
  },
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html */
export const balancer = ({ account, prefix, arn: arnOf }: Context, arn: Output<string>): Statement => ({
  Sid: "BalancerOfThisStack",
  Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: interpolate`${arn}/${BALANCER_LOGS}/AWSLogs/${account}/*`,
  Condition: { ArnLike: { "aws:SourceArn": arnOf("elasticloadbalancing", `loadbalancer/app/${prefix}/*`) } },
});
