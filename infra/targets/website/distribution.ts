import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as cloudfront from "@pulumi/aws/cloudfront";
import type { ComponentResourceOptions, Output } from "@pulumi/pulumi";
import type { Context } from "../../context";
import type { WebsiteSettings } from "./settings";

/** CloudFront's managed CachingOptimized: follows Cache-Control, compresses, ignores cookies and query strings. */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const TWO_YEARS_S = 63_072_000;

/** The CDN in front of the bucket: HTTPS with security headers, and pages of directories. */
export function distribute(
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
      description: `CloudFront signs its requests to the bucket of ${prefix}`,
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
      comment: "Serves the index pages of directories",
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
