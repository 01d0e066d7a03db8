import { interpolate, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import type { Statement } from "../roles/policy";
import { expire } from "./lifecycle";

/** Access logs are kept for a year. */
export const keepAccessLogs = expire("access-logs", "", 365);

/**
 * Lets S3 write the access logs of this account's buckets into one, below a prefix.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export const takeAccessLogs = (
  { account }: Context,
  bucketArn: Output<string>,
  { Sid, prefix }: { Sid: string; prefix: string },
): Statement => ({
  Sid,
  Principal: { Service: "logging.s3.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: interpolate`${bucketArn}/${prefix}*`,
  Condition: { StringEquals: { "aws:SourceAccount": account } },
});
