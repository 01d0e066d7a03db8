import * as s3 from "@pulumi/aws/s3";
import type { types } from "@pulumi/aws";
import { ComponentResource, interpolate, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { policyDocument, type Statement } from "../roles/policy";

export interface PrivateBucketArgs {
  /** Of the name; the rest is random, so that nobody can take the name before us. */
  readonly bucketPrefix: string;
  /** Without it, S3's own key: access logs can be written with no other. */
  readonly keyArn?: Input<string>;
  readonly lifecycle: readonly types.input.s3.BucketLifecycleConfigurationRule[];
  /** Where its access logs go. */
  readonly logs?: { readonly bucket: Input<string>; readonly prefix: string };
  /** Beside TLS for everybody. */
  readonly statements?: (bucketArn: Output<string>) => readonly Statement[];
}

/** A bucket that nobody outside reaches: encrypted, versioned, TLS only, without ACLs. */
export class PrivateBucket extends ComponentResource {
  readonly bucket: Output<string>;
  readonly arn: Output<string>;
  /** Whoever writes into it right after it was made waits for this. */
  readonly policy: s3.BucketPolicy;

  constructor(name: string, args: PrivateBucketArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:PrivateBucket", name, {}, options);
    const parent = { parent: this };
    const { bucket: id, arn } = new s3.Bucket(name, { bucketPrefix: args.bucketPrefix }, parent);
    const bucket = { bucket: id };

    const block = new s3.BucketPublicAccessBlock(
      name,
      {
        ...bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      parent,
    );
    new s3.BucketOwnershipControls(name, { ...bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, parent);
    new s3.BucketVersioning(name, { ...bucket, versioningConfiguration: { status: "Enabled" } }, parent);
    const encryption =
      args.keyArn === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
            bucketKeyEnabled: true,
          };
    new s3.BucketServerSideEncryptionConfiguration(name, { ...bucket, rules: [encryption] }, parent);
    new s3.BucketLifecycleConfiguration(
      name,
      {
        ...bucket,
        rules: [
          ...args.lifecycle,
          {
            id: "leftovers",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
          },
        ],
      },
      parent,
    );
    if (args.logs) {
      new s3.BucketLogging(name, { ...bucket, targetBucket: args.logs.bucket, targetPrefix: args.logs.prefix }, parent);
    }
    this.policy = new s3.BucketPolicy(
      name,
      { ...bucket, policy: policyDocument([tlsOnly(arn), ...(args.statements?.(arn) ?? [])]) },
      // S3 refuses two changes of a bucket's access at the same moment.
      { ...parent, dependsOn: [block] },
    );
    this.bucket = id;
    this.arn = arn;
    this.registerOutputs({ bucket: this.bucket, arn: this.arn });
  }
}

const tlsOnly = (arn: Output<string>): Statement => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [arn, interpolate`${arn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
