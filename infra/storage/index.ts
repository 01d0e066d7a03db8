import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { encryptMessages } from "../notify/encrypt";
import { decryptArtifacts, readArtifacts } from "../roles/grants";
import { grantTo, type RoleName } from "../roles/role";
import { logBucket, s3, S3_LOGS } from "./access-logs";
import { Bucket } from "./bucket";
import { PipelineKey } from "./key";
import { expire } from "./lifecycle";

/** How long a run's artifacts can be inspected, and its stages retried. */
const ARTIFACT_DAYS = 90;
const CACHE_DAYS = 14;

export interface StorageArgs {
  /** Services other than CodeBuild and Lambda whose log groups the key encrypts. */
  readonly logServices: readonly string[];
  /** A role of another account, and the artifacts it reads here. */
  readonly reader: { readonly role: RoleName; readonly artifacts: readonly string[] } | undefined;
}

/** What the pipeline keeps: a bucket for artifacts and caches, one for its access logs, the key. */
export class Storage extends ComponentResource {
  readonly bucket: Output<string>;
  readonly bucketArn: Output<string>;
  readonly keyArn: Output<string>;

  constructor(
    name: string,
    context: Context,
    { logServices, reader }: StorageArgs,
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:Storage", name, {}, options);
    const { prefix } = context;
    const parent = { parent: this };
    const key = new PipelineKey(
      `${name}-key`,
      context,
      {
        description: `Artifacts, logs and messages of the pipeline ${prefix}`,
        logServices: ["codebuild", "lambda", ...logServices],
        statements: [...encryptMessages(context), ...(reader ? [grantTo(reader.role, decryptArtifacts("*"))] : [])],
      },
      parent,
    );
    const logs = new Bucket(`${name}-access-logs`, logBucket(context, "access-logs", [s3]), parent);
    const artifacts = new Bucket(
      `${name}-artifacts`,
      {
        bucketPrefix: `${prefix}-artifacts-`,
        keyArn: key.arn,
        lifecycle: [expire("artifacts", `${prefix}/`, ARTIFACT_DAYS), expire("cache", "cache/", CACHE_DAYS)],
        logs: { to: logs, prefix: S3_LOGS },
        statements: (bucketArn) =>
          reader ? [grantTo(reader.role, readArtifacts(context, { bucketArn }, reader.artifacts))] : [],
      },
      parent,
    );
    this.bucket = artifacts.bucket;
    this.bucketArn = artifacts.arn;
    this.keyArn = key.arn;
    this.registerOutputs({ bucket: this.bucket, bucketArn: this.bucketArn, keyArn: this.keyArn });
  }
}
