import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as cloudfront from "@pulumi/aws/cloudfront";
import { BucketWebsiteConfiguration } from "@pulumi/aws/s3";
import {
  ComponentResource,
  interpolate,
  log,
  output,
  type ComponentResourceOptions,
  type Output,
} from "@pulumi/pulumi";
import type { Context } from "../../context";
import type { Place } from "../../hosting";
import { Bucket } from "../../storage/bucket";
import { AccessLogs, cloudFront, s3, S3_LOGS } from "../../storage/access-logs";
import { Access } from "./access";
import type { WebsiteSettings } from "./settings";

/** CloudFront's managed CachingOptimized: follows Cache-Control, compresses, ignores cookies and query strings. */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const TWO_YEARS_S = 63_072_000;
/** To restore an earlier site, or to inspect it. */
const VERSION_DAYS = 90;

/** Hosts the site: a private bucket behind CloudFront, or, with a stated reason, a public bucket. */
export class Hosting extends ComponentResource {
  readonly bucket: Output<string>;
  readonly bucketArn: Output<string>;
  readonly url: Output<string>;
  /** Undefined for a public bucket. */
  readonly distribution: cloudfront.Distribution | undefined;

  constructor(name: string, { context, options }: Place<WebsiteSettings>) {
    super("amorphic:pipeline:Hosting", name, {}, options);
    const { prefix, settings } = context;
    const { publicBecause, index, error } = settings.website;
    const isPublic = publicBecause !== undefined;
    const parent = { parent: this };
    let distribution: cloudfront.Distribution | undefined;
    const logs = new AccessLogs(`${name}-logs`, context, isPublic ? [s3] : [s3, cloudFront], parent);
    const hosting = new Bucket(
      name,
      {
        bucketPrefix: `${prefix}-site-`,
        isPublic,
        isProtected: true,
        versionDays: VERSION_DAYS,
        lifecycle: [],
        logs: { to: logs, prefix: S3_LOGS },
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
    if (distribution) new Access(`${name}-access`, context, { distribution, logs }, parent);
    // Its format differs between Regions, so take it from AWS.
    let endpoint: Output<string> | undefined;
    if (isPublic) {
      endpoint = new BucketWebsiteConfiguration(
        name,
        { bucket: hosting.bucket, indexDocument: { suffix: index }, errorDocument: { key: error } },
        parent,
      ).websiteEndpoint;
      void log.warn(`Everybody may read the bucket of ${prefix}, over plain HTTP: ${publicBecause}`, this);
    }
    this.bucket = hosting.bucket;
    this.bucketArn = hosting.arn;
    this.distribution = distribution;
    this.url = endpoint
      ? interpolate`http://${endpoint}`
      : interpolate`https://${output(settings.website.domains[0] ?? distribution?.domainName)}`;
    this.registerOutputs({ bucket: this.bucket, url: this.url });
  }
}

function distribute(
  name: string,
  { prefix, settings }: Context<WebsiteSettings>,
  domainName: Output<string>,
  parent: ComponentResourceOptions,
): cloudfront.Distribution {
  const { index, error, domains, certificateArn, webAclArn, contentSecurityPolicy } = settings.website;
  const access = new cloudfront.OriginAccessControl(
    name,
    {
      name: prefix,
      description: `CloudFront signs what it asks of the bucket of ${prefix}`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
    parent,
  );
  const headers = new cloudfront.ResponseHeadersPolicy(
    name,
    {
      name: `${prefix}-security-headers`,
      securityHeadersConfig: {
        // For this host only: subdomains may belong to somebody else and be served over HTTP.
        strictTransportSecurity: { accessControlMaxAgeSec: TWO_YEARS_S, includeSubdomains: false, override: true },
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: "DENY", override: true },
        referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
      },
    },
    parent,
  );
  const paths = new cloudfront.Function(
    name,
    {
      name: `${prefix}-directory-index`,
      comment: "Finds the pages of directories",
      runtime: "cloudfront-js-2.0",
      code: directoryIndex(index),
      publish: true,
    },
    parent,
  );
  return new cloudfront.Distribution(
    name,
    {
      comment: prefix,
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: "http2and3",
      priceClass: "PriceClass_100",
      defaultRootObject: index,
      aliases: [...domains],
      ...(webAclArn && { webAclId: webAclArn }),
      origins: [{ originId: "site", domainName, originAccessControlId: access.id }],
      defaultCacheBehavior: {
        targetOriginId: "site",
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: CACHING_OPTIMIZED,
        responseHeadersPolicyId: headers.id,
        functionAssociations: [{ eventType: "viewer-request", functionArn: paths.arn }],
        compress: true,
      },
      // CloudFront may not list the bucket, so S3 answers 403 for a missing object.
      customErrorResponses: [
        { errorCode: 403, responseCode: 404, responsePagePath: `/${error}`, errorCachingMinTtl: 60 },
      ],
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: certificateArn
        ? { acmCertificateArn: certificateArn, sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" }
        : { cloudfrontDefaultCertificate: true },
      waitForDeployment: true,
    },
    // Users reach the site by its CloudFront domain name, which a new one would not have.
    { ...parent, protect: true },
  );
}

/** Serves the same index file name in every directory. @param index path of the site's own index */
const directoryIndex = (index: string): string =>
  `const INDEX = ${JSON.stringify(index.split("/").at(-1))};\n${readFileSync(join(__dirname, "directory-index.js"), "utf8")}`;
