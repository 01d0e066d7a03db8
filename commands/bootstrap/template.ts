type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy: "Retain";
  readonly UpdateReplacePolicy: "Retain";
  readonly Properties: Readonly<Record<string, Json>>;
}

interface Template {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly Conditions: Readonly<Record<string, Json>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Description: string; readonly Value: Json }>>;
}

// On everything: deleting the CloudFormation stack must lose neither the state nor the means to decrypt and reach it.
const keep = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" } as const;

/** Tags for the CloudFormation stack, which passes them on to bucket and key. */
export function tagsOf(project: string, stack: string) {
  return [
    { Key: "Project", Value: project },
    { Key: "Stack", Value: stack },
    { Key: "ManagedBy", Value: "amorphic-cicd bootstrap" },
  ] as const;
}

/**
 * The CloudFormation template of one environment's state: a bucket, a key for the bucket and for the secrets in the state,
 * and the alias by which Pulumi names the key.
 *
 * Access logs and replication are left out on purpose: each needs another bucket with its own policy, and CloudTrail's data
 * events tell who read the state.
 */
export function stateTemplate(project: string, stack: string) {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Pulumi state and secrets key of ${project}, stack ${stack}`,
    Parameters: parameters,
    Conditions: { HasBucketName: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "BucketName" }, ""] }] } },
    Resources: {
      StateKey: { Type: "AWS::KMS::Key", ...keep, Properties: keyProperties(project, stack) },
      StateKeyAlias: {
        Type: "AWS::KMS::Alias",
        ...keep,
        Properties: { AliasName: `alias/${project}-${stack}-state`, TargetKeyId: { Ref: "StateKey" } },
      },
      StateBucket: { Type: "AWS::S3::Bucket", ...keep, Properties: bucketProperties(project, stack) },
      StateBucketPolicy: { Type: "AWS::S3::BucketPolicy", ...keep, Properties: tlsOnly },
    },
    Outputs: {
      BucketName: { Description: "Bucket of the Pulumi state", Value: { Ref: "StateBucket" } },
      KeyArn: { Description: "Key of the bucket and of the secrets", Value: { "Fn::GetAtt": ["StateKey", "Arn"] } },
      KeyAlias: { Description: "Name of the key for Pulumi", Value: { Ref: "StateKeyAlias" } },
    },
  } as const satisfies Template;
}

const parameters = {
  BucketName: {
    Type: "String",
    Default: "",
    Description: "Name of the bucket; empty for <project>-state-<stack>-<account>-<region>",
  },
  HistoryDays: {
    Type: "Number",
    Default: 90,
    MinValue: 1,
    Description: "Days to keep Pulumi's update history and its copies of earlier states",
  },
  VersionDays: {
    Type: "Number",
    Default: 365,
    MinValue: 1,
    Description: "Days to keep a version of an object after it was overwritten or deleted",
  },
} as const;

function keyProperties(project: string, stack: string) {
  return {
    Description: `Pulumi state and secrets of ${project}, stack ${stack}`,
    EnableKeyRotation: true,
    PendingWindowInDays: 30,
    // IAM policies of the account decide who may use the key; without this statement nobody could.
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
  } as const;
}

function bucketProperties(project: string, stack: string) {
  return {
    BucketName: {
      "Fn::If": [
        "HasBucketName",
        { Ref: "BucketName" },
        { "Fn::Sub": `${project}-state-${stack}-\${AWS::AccountId}-\${AWS::Region}` },
      ],
    },
    VersioningConfiguration: { Status: "Enabled" },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: "aws:kms",
            KMSMasterKeyID: { "Fn::GetAtt": ["StateKey", "Arn"] },
          },
        },
      ],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    LifecycleConfiguration: { Rules: lifecycleRules },
  } as const;
}

// Current versions expire under these two prefixes only: `.pulumi/stacks/` is the state itself, and `journal/` prevents an
// interrupted create from being repeated.
const lifecycleRules = [
  {
    Id: "history",
    Status: "Enabled",
    Prefix: ".pulumi/history/",
    ExpirationInDays: { Ref: "HistoryDays" },
  },
  {
    Id: "backups",
    Status: "Enabled",
    Prefix: ".pulumi/backups/",
    ExpirationInDays: { Ref: "HistoryDays" },
  },
  {
    Id: "noncurrent-versions",
    Status: "Enabled",
    NoncurrentVersionExpiration: { NoncurrentDays: { Ref: "VersionDays" } },
    // Every run deletes its lock, and each delete leaves a marker; this removes markers that hide nothing.
    ExpiredObjectDeleteMarker: true,
  },
  { Id: "incomplete-uploads", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
] as const;

const tlsOnly = {
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
} as const;
