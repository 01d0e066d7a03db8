import { interpolate, type Input } from "@pulumi/pulumi";
import type { Context } from "../context";
import type { Statement } from "./policy";

/**
 * The statements that roles are composed of. Each names its resources, with `*` only after a prefix of ours.
 */

/** Writes to an existing log group. No role may create one, since it would have neither key nor retention. */
export const writeLogs = (logGroupArn: Input<string>): Statement => ({
  Sid: "WriteOwnLogs",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: interpolate`${logGroupArn}:log-stream:*`,
});

export const writeReports = (reportGroupArn: Input<string>): Statement => ({
  Sid: "WriteOwnReports",
  Action: ["codebuild:CreateReport", "codebuild:UpdateReport", "codebuild:BatchPutTestCases"],
  Resource: reportGroupArn,
});

interface Store {
  readonly bucketArn: Input<string>;
  readonly keyArn: Input<string>;
}

/** Artifacts of the pipeline. Their names and the pipeline's are short enough not to be truncated in the path. */
export const readArtifacts = (
  { prefix }: Context,
  { bucketArn }: Pick<Store, "bucketArn">,
  names: readonly string[],
): Statement => ({
  Sid: "ReadArtifacts",
  Action: ["s3:GetObject", "s3:GetObjectVersion"],
  Resource: names.map((name) => interpolate`${bucketArn}/${prefix}/${name}/*`),
});

export const writeArtifacts = ({ prefix }: Context, { bucketArn }: Store, names: readonly string[]): Statement => ({
  Sid: "WriteArtifacts",
  Action: "s3:PutObject",
  Resource: names.map((name) => interpolate`${bucketArn}/${prefix}/${name}/*`),
});

/** CodeBuild requires these two to use a bucket. */
export const seeBucket = ({ bucketArn }: Store): Statement => ({
  Sid: "SeeArtifactBucket",
  Action: ["s3:GetBucketAcl", "s3:GetBucketLocation"],
  Resource: bucketArn,
});

/** Only a project's own cache: another project could plant a program in it. */
export const useCache = ({ bucketArn }: Store, project: string): Statement => ({
  Sid: "UseOwnCache",
  Action: ["s3:GetObject", "s3:PutObject"],
  Resource: interpolate`${bucketArn}/cache/${project}/*`,
});

/**
 * For an action's role in another account, which only reads them. AWS's example also allows encrypting and writing, which an
 * action without output does not do. https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
 */
export const decryptArtifacts = (keyArn: Input<string>): Statement => ({
  Sid: "DecryptArtifacts",
  Action: ["kms:Decrypt", "kms:DescribeKey"],
  Resource: keyArn,
});

export const useArtifactKey = ({ keyArn }: Store): Statement => ({
  Sid: "UseArtifactKey",
  Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
  Resource: keyArn,
});
