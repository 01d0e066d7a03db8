import assert from "node:assert/strict";
import { stateTemplate } from "../../../commands/bootstrap/template";

// Expected values are written out, not taken from the template's own parts. Scanner ids after checkov (CKV), AWS
// Foundational Security Best Practices (FSBP) and cfn_nag (W, F).
describe("bootstrap template", () => {
  const template = stateTemplate("acme", "dev");
  const { StateKey, StateKeyAlias, StateBucket, StateBucketPolicy } = template.Resources;

  it("keeps every resource when the stack is deleted or a resource replaced", () => {
    const kept = Object.entries(template.Resources).map(([id, { Type, DeletionPolicy, UpdateReplacePolicy }]) => [
      id,
      Type,
      DeletionPolicy,
      UpdateReplacePolicy,
    ]);
    assert.deepEqual(kept, [
      ["StateKey", "AWS::KMS::Key", "Retain", "Retain"],
      ["StateKeyAlias", "AWS::KMS::Alias", "Retain", "Retain"],
      ["StateBucket", "AWS::S3::Bucket", "Retain", "Retain"],
      ["StateBucketPolicy", "AWS::S3::BucketPolicy", "Retain", "Retain"],
    ]);
  });

  it("creates a rotating key that the account's IAM policies control (CKV_AWS_7, CKV_AWS_33, CKV2_AWS_64)", () => {
    assert.deepEqual(StateKey.Properties, {
      Description: "Pulumi state and secrets of acme, stack dev",
      EnableKeyRotation: true,
      PendingWindowInDays: 30,
      KeyPolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AccountDecidesByIam",
            Effect: "Allow",
            Principal: { AWS: { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } },
            Action: "kms:*",
            Resource: "*",
          },
        ],
      },
    });
    assert.deepEqual(StateKeyAlias.Properties, {
      AliasName: "alias/acme-dev-state",
      TargetKeyId: { Ref: "StateKey" },
    });
  });

  it("names the bucket after project, stack, account and region, or as given", () => {
    assert.deepEqual(template.Conditions, {
      HasBucketName: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "BucketName" }, ""] }] },
    });
    assert.deepEqual(StateBucket.Properties.BucketName, {
      "Fn::If": [
        "HasBucketName",
        { Ref: "BucketName" },
        { "Fn::Sub": "acme-state-dev-${AWS::AccountId}-${AWS::Region}" },
      ],
    });
  });

  it("keeps versions (CKV_AWS_21, FSBP S3.14)", () => {
    assert.deepEqual(StateBucket.Properties.VersioningConfiguration, { Status: "Enabled" });
  });

  it("encrypts with the key, through a bucket key (CKV_AWS_145, FSBP S3.17)", () => {
    assert.deepEqual(StateBucket.Properties.BucketEncryption, {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: "aws:kms",
            KMSMasterKeyID: { "Fn::GetAtt": ["StateKey", "Arn"] },
          },
        },
      ],
    });
  });

  it("blocks public access (CKV_AWS_53-56, FSBP S3.1/S3.8) and has no ACLs (CKV2_AWS_65, FSBP S3.12)", () => {
    assert.deepEqual(StateBucket.Properties.PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    assert.deepEqual(StateBucket.Properties.OwnershipControls, {
      Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }],
    });
  });

  it("allows access only by TLS (CKV_AWS_379, FSBP S3.5, W51)", () => {
    assert.deepEqual(StateBucketPolicy.Properties, {
      Bucket: { Ref: "StateBucket" },
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [{ "Fn::GetAtt": ["StateBucket", "Arn"] }, { "Fn::Sub": "${StateBucket.Arn}/*" }],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      },
    });
  });

  it("expires history, backups, old versions and incomplete uploads, and nothing else (CKV2_AWS_61, CKV_AWS_300)", () => {
    assert.deepEqual(StateBucket.Properties.LifecycleConfiguration.Rules, [
      { Id: "history", Status: "Enabled", Prefix: ".pulumi/history/", ExpirationInDays: { Ref: "HistoryDays" } },
      { Id: "backups", Status: "Enabled", Prefix: ".pulumi/backups/", ExpirationInDays: { Ref: "HistoryDays" } },
      {
        Id: "noncurrent-versions",
        Status: "Enabled",
        NoncurrentVersionExpiration: { NoncurrentDays: { Ref: "VersionDays" } },
        ExpiredObjectDeleteMarker: true,
      },
      { Id: "incomplete-uploads", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
    ]);
    const { Parameters } = template;
    assert.deepEqual(
      Object.entries(Parameters).map(([name, { Type, Default }]) => [name, Type, Default]),
      [
        ["BucketName", "String", ""],
        ["HistoryDays", "Number", 90],
        ["VersionDays", "Number", 365],
      ],
    );
    // S3 takes 0 as "at once": no version would be left to go back to.
    assert.deepEqual([Parameters.HistoryDays.MinValue, Parameters.VersionDays.MinValue], [1, 1]);
  });

  it("outputs bucket, key and alias", () => {
    assert.deepEqual(
      Object.entries(template.Outputs).map(([name, { Value }]) => [name, Value]),
      [
        ["BucketName", { Ref: "StateBucket" }],
        ["KeyArn", { "Fn::GetAtt": ["StateKey", "Arn"] }],
        ["KeyAlias", { Ref: "StateKeyAlias" }],
      ],
    );
  });
});
