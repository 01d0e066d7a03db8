import * as s3 from "@aws-sdk/client-s3";
import { stateTemplate } from "../../../commands/bootstrap/template";

/** Sends what moto's CloudFormation leaves out of a bucket, from the template, and reads back what S3 then has. */
export async function completeBucket(client: s3.S3Client, bucket: string) {
  const { StateBucket, StateBucketPolicy } = stateTemplate("amorphic-cicd", "dev").Resources;
  const { VersioningConfiguration, PublicAccessBlockConfiguration, OwnershipControls, LifecycleConfiguration } =
    StateBucket.Properties;
  const Bucket = bucket;
  await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  await client.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  await client.send(
    new s3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [...OwnershipControls.Rules] } }),
  );
  await client.send(
    new s3.PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules: LifecycleConfiguration.Rules.map(toS3Rule) },
    }),
  );
  const Policy = JSON.stringify(StateBucketPolicy.Properties.PolicyDocument)
    .replace('{"Fn::GetAtt":["StateBucket","Arn"]}', `"arn:aws:s3:::${bucket}"`)
    .replace('{"Fn::Sub":"${StateBucket.Arn}/*"}', `"arn:aws:s3:::${bucket}/*"`);
  await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));

  const policy = await client.send(new s3.GetBucketPolicyCommand({ Bucket }));
  // moto ignores conditions, so the denial of calls without TLS denies every call on an object. Only here, where there
  // is no TLS anyway, the policy has to be removed again.
  await client.send(new s3.DeleteBucketPolicyCommand({ Bucket }));
  const { Statement } = JSON.parse(policy.Policy ?? "") as { readonly Statement: readonly { readonly Sid: string }[] };
  const ownership = await client.send(new s3.GetBucketOwnershipControlsCommand({ Bucket }));
  const publicAccess = await client.send(new s3.GetPublicAccessBlockCommand({ Bucket }));
  const lifecycle = await client.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket }));
  return {
    versioning: (await client.send(new s3.GetBucketVersioningCommand({ Bucket }))).Status,
    publicAccess: publicAccess.PublicAccessBlockConfiguration,
    ownership: ownership.OwnershipControls?.Rules?.map(({ ObjectOwnership }) => ObjectOwnership),
    lifecycle: lifecycle.Rules?.map(({ ID }) => ID),
    policy: Statement.map(({ Sid }) => Sid),
  };
}

type Rule = ReturnType<
  typeof stateTemplate
>["Resources"]["StateBucket"]["Properties"]["LifecycleConfiguration"]["Rules"][number];

/** Converts a rule from CloudFormation's form to S3's, as CloudFormation itself does. */
function toS3Rule(rule: Rule): s3.LifecycleRule {
  return {
    ID: rule.Id,
    Status: rule.Status,
    Filter: { Prefix: "Prefix" in rule ? rule.Prefix : "" },
    ...("ExpirationInDays" in rule ? { Expiration: { Days: 90 } } : {}),
    ...("ExpiredObjectDeleteMarker" in rule ? { Expiration: { ExpiredObjectDeleteMarker: true } } : {}),
    ...("NoncurrentVersionExpiration" in rule ? { NoncurrentVersionExpiration: { NoncurrentDays: 365 } } : {}),
    ...("AbortIncompleteMultipartUpload" in rule
      ? { AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload }
      : {}),
  };
}
