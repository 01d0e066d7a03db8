import * as s3 from "@pulumi/aws/s3";
import type { types } from "@pulumi/aws";
import { ComponentResource, interpolate, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { policyDocument, type Statement } from "../roles/policy";

export interface BucketArgs {
  /** Prefix of the name; the rest is random, so that nobody can claim the name first. */
  readonly bucketPrefix: string;
  /** If left out, S3's own key (SSE-S3): access logs support no other. */
  readonly keyArn?: Input<string>;
  readonly lifecycle: readonly types.input.s3.BucketLifecycleConfigurationRule[];
  /** How long overwritten or deleted objects can be restored. */
  readonly versionDays?: number;
  /** Where its access logs go. */
  readonly logs?: { readonly to: Pick<Bucket, "bucket" | "policy">; readonly prefix: string };
  /** Everybody may read it, over plain HTTP as well: S3's website endpoint has no TLS. */
  readonly isPublic?: boolean;
  /** Pulumi refuses to delete or replace it until it is unprotected (`pulumi state unprotect`). */
  readonly isProtected?: boolean;
  /** In addition to requiring TLS. May create what the statements name, such as the bucket's reader. */
  readonly statements?: (bucketArn: Output<string>, domainName: Output<string>) => readonly Statement[];
}

/** A bucket without public access unless `isPublic` is set: encrypted, versioned, TLS only, without ACLs. */
export class Bucket extends ComponentResource {
  readonly bucket: Output<string>;
  readonly arn: Output<string>;
  /** To be awaited by whatever writes to the bucket right after its creation. */
  readonly policy: s3.BucketPolicy;

  constructor(name: string, args: BucketArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:PrivateBucket", name, {}, options);
    const parent = { parent: this };
    const { isPublic = false } = args;
    const {
      bucket: id,
      arn,
      bucketRegionalDomainName,
    } = new s3.Bucket(
      name,
      { bucketPrefix: args.bucketPrefix },
      { ...parent, ...(args.isProtected && { protect: true }) },
    );
    const bucket = { bucket: id };

    const block = new s3.BucketPublicAccessBlock(
      name,
      {
        ...bucket,
        blockPublicAcls: true,
        blockPublicPolicy: !isPublic,
        ignorePublicAcls: true,
        restrictPublicBuckets: !isPublic,
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
            noncurrentVersionExpiration: { noncurrentDays: args.versionDays ?? 30 },
          },
        ],
      },
      parent,
    );
    if (args.logs) {
      const { to, prefix } = args.logs;
      new s3.BucketLogging(
        name,
        { ...bucket, targetBucket: to.bucket, targetPrefix: prefix },
        { ...parent, dependsOn: [to.policy] },
      );
    }
    this.policy = new s3.BucketPolicy(
      name,
      {
        ...bucket,
        policy: policyDocument([
          isPublic ? tlsOnlyForOwners(arn) : tlsOnly(arn),
          ...(args.statements?.(arn, bucketRegionalDomainName) ?? []),
        ]),
      },
      // S3 rejects concurrent changes of a bucket's access.
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

/** Writing still requires TLS. */
const tlsOnlyForOwners = (arn: Output<string>): Statement => ({
  ...tlsOnly(arn),
  Action: ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucket", "s3:PutBucketPolicy"],
});
