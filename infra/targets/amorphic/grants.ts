import { getAliasOutput } from "@pulumi/aws/kms";
import type { Output } from "@pulumi/pulumi";
import type { Context } from "../../context";
import type { Statement } from "../../roles/policy";
import type { AmorphicContext } from "./variables";

/** ARN of the key that bootstrap created: a policy that names an alias grants nothing. */
const stateKey = ({ settings }: AmorphicContext): Output<string> =>
  getAliasOutput({ name: settings.state.key }).targetKeyArn;

/** A preview takes no lock and writes nothing. Without `ListBucket`, S3 answers 403 for a missing object. */
export function readState(context: AmorphicContext): Statement[] {
  const { settings, partition } = context;
  const bucket = `arn:${partition}:s3:::${settings.state.bucket}`;
  return [
    { Sid: "FindState", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: bucket },
    {
      Sid: "ReadState",
      Action: "s3:GetObject",
      Resource: [`${bucket}/.pulumi/*`, `${bucket}/journal/${settings.environment}/*`],
    },
    { Sid: "DecryptState", Action: "kms:Decrypt", Resource: stateKey(context) },
  ];
}

export function writeState(context: AmorphicContext): Statement[] {
  const { settings, partition } = context;
  const bucket = `arn:${partition}:s3:::${settings.state.bucket}`;
  return [
    { Sid: "FindState", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: bucket },
    {
      Sid: "WriteState",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: [`${bucket}/.pulumi/*`, `${bucket}/journal/${settings.environment}/*`],
    },
    { Sid: "UseStateKey", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: stateKey(context) },
  ];
}

/** Reads secrets, and uses their KMS keys only through Secrets Manager. */
export function readSecrets({ settings, region }: AmorphicContext, secrets: readonly string[]): Statement[] {
  const arns = [...new Set(secrets.map((secret) => secret.split("#")[0] ?? secret))];
  const read = { Sid: "ReadSecrets", Action: "secretsmanager:GetSecretValue", Resource: arns };
  if (settings.secretKeys.length === 0) return [read];
  return [
    read,
    {
      Sid: "DecryptSecrets",
      Action: "kms:Decrypt",
      Resource: settings.secretKeys,
      Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
    },
  ];
}

/** Only this account's default product, which takes the account's own findings. */
export const publishFindings = ({ arn, account }: Context): Statement[] => [
  {
    Sid: "PublishFindings",
    Action: "securityhub:BatchImportFindings",
    Resource: arn("securityhub", `product/${account}/default`),
  },
  // GetFindings takes no narrower resource than the hub.
  { Sid: "ReadFindings", Action: "securityhub:GetFindings", Resource: arn("securityhub", "hub/default") },
];
