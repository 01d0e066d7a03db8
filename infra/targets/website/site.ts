import type { Distribution } from "@pulumi/aws/cloudfront";
import { BucketWebsiteConfiguration } from "@pulumi/aws/s3";
import { ComponentResource, interpolate, log, output, type Output } from "@pulumi/pulumi";
import type { Place } from "../../hosting";
import { AccessLogs, cloudFront, s3, S3_LOGS } from "../../storage/access-logs";
import { Bucket } from "../../storage/bucket";
import { AccessLog } from "./access-log";
import { distribute } from "./distribution";
import type { WebsiteSettings } from "./settings";

/** To restore an earlier site, or to inspect it. */
const VERSION_DAYS = 90;

/** The site: a private bucket behind CloudFront, or, with a stated reason, a public bucket. */
export class Site extends ComponentResource {
  readonly bucket: Output<string>;
  readonly bucketArn: Output<string>;
  readonly url: Output<string>;
  /** Undefined for a public bucket. */
  readonly distribution: Distribution | undefined;

  constructor(name: string, { context, options }: Place<WebsiteSettings>) {
    super("amorphic:pipeline:Hosting", name, {}, options);
    const { prefix, settings } = context;
    const { publicBecause, index, error, domains } = settings.website;
    const isPublic = publicBecause !== undefined;
    const parent = { parent: this };
    let distribution: Distribution | undefined;
    const logs = new AccessLogs(`${name}-logs`, context, isPublic ? [s3] : [s3, cloudFront], parent);
    const bucket = new Bucket(
      name,
      {
        bucketPrefix: `${prefix}-site-`,
        isPublic,
        isProtected: true,
        versionDays: VERSION_DAYS,
        lifecycle: [],
        logs: { to: logs, prefix: S3_LOGS },
        // The distribution needs the bucket's domain name, and the bucket's policy the distribution's ARN.
        statements: (arn, domainName) => {
          const read = { Action: "s3:GetObject", Resource: interpolate`${arn}/*` };
          if (isPublic) return [{ Sid: "EverybodyReads", Principal: "*", ...read }];
          distribution = distribute(name, context, domainName, parent);
          return [
            {
              // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
              Sid: "OneDistributionReads",
              Principal: { Service: "cloudfront.amazonaws.com" },
              ...read,
              Condition: { StringEquals: { "aws:SourceArn": distribution.arn } },
            },
          ];
        },
      },
      parent,
    );
    this.bucket = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.distribution = distribution;
    if (distribution) {
      new AccessLog(`${name}-access`, context, { distribution, logs }, parent);
      this.url = interpolate`https://${output(domains[0] ?? distribution.domainName)}`;
    } else {
      const { websiteEndpoint } = new BucketWebsiteConfiguration(
        name,
        { bucket: bucket.bucket, indexDocument: { suffix: index }, errorDocument: { key: error } },
        parent,
      );
      // Its format differs between Regions, so take it from AWS.
      this.url = interpolate`http://${websiteEndpoint}`;
      void log.warn(`Everybody may read the bucket of ${prefix}, over plain HTTP: ${publicBecause}`, this);
    }
    this.registerOutputs({ bucket: this.bucket, url: this.url });
  }
}
