import { hostingContradictions, hostingKeys } from "../../hosting/settings";
import type { Place } from "../../settings/place";
import type { Settings } from "../../settings/settings";
import { directory, flag, listOf, path, PATH, reason, text, type Key } from "../../settings/key";

/** What a stack's file says of a pipeline that publishes a static website. */
export interface WebsiteSettings extends Settings {
  readonly target: "website";
  readonly website: {
    readonly directory: string;
    readonly output: string;
    readonly assets: string;
    readonly index: string;
    readonly error: string;
    readonly domains: readonly string[];
    readonly certificateArn?: string;
    readonly webAclArn?: string;
    readonly contentSecurityPolicy: string;
    readonly removeStale: boolean;
    readonly publicBecause?: string;
  };
}

export const keys = {
  ...hostingKeys,
  "website.directory": {
    allowed: `the directory of the site's package.json in the repository: ${PATH}, or .`,
    isGood: directory,
    fallback: ".",
  },
  "website.output": { allowed: `where npm run build puts the site: ${PATH}`, isGood: path, fallback: "dist" },
  "website.assets": {
    allowed: `the directory in the site whose files have a digest in their names: ${PATH}`,
    isGood: path,
    fallback: "assets",
  },
  "website.index": { allowed: `the first page: ${PATH}`, isGood: path, fallback: "index.html" },
  "website.error": { allowed: `the page for paths that do not exist: ${PATH}`, isGood: path, fallback: "404.html" },
  "website.domains": {
    allowed: "a list of the site's domain names, such as docs.example.com",
    isGood: listOf(text(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/), 10),
    fallback: [],
  },
  "website.certificateArn": {
    allowed: "the ARN of a certificate for these names, in us-east-1, where CloudFront requires it",
    isGood: text(/^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[a-f0-9-]+$/),
  },
  "website.webAclArn": {
    allowed: "the ARN of a web ACL of AWS WAF for CloudFront",
    isGood: text(/^arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global\/webacl\/[A-Za-z0-9_-]+\/[a-f0-9-]+$/),
  },
  "website.contentSecurityPolicy": {
    allowed: "the value of the header Content-Security-Policy",
    isGood: text(/^[ -~]{1,2000}$/),
    fallback: "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'",
  },
  "website.removeStale": { ...flag, fallback: false },
  "website.publicBecause": {
    allowed: "the reason why everybody may read the bucket itself over plain HTTP, in at least 20 characters",
    isGood: reason,
  },
} satisfies Record<string, Key>;

/** Changes to other files do not deploy the site. */
export const paths = ({ website }: WebsiteSettings): string[] => [
  website.directory === "." ? "**" : `${website.directory}/**`,
];

export function contradictions({ website, hosting }: Partial<WebsiteSettings>, place: Place): string[] {
  const {
    domains = [],
    index,
    certificateArn,
    webAclArn,
    publicBecause,
  } = website ?? ({} as Partial<WebsiteSettings["website"]>);
  const found = hostingContradictions(
    hosting,
    {
      "website.certificateArn": certificateArn,
      "website.webAclArn": webAclArn,
    },
    place,
  );
  if (domains.length > 0 && !certificateArn && !publicBecause) {
    found.push("pipeline:website.certificateArn is missing: your own domain names need a certificate");
  }
  if (certificateArn && domains.length === 0) {
    found.push("pipeline:website.domains is missing: a certificate is only used for your own domain names");
  }
  for (const [key, isGiven] of Object.entries({ domains: domains.length > 0, certificateArn, webAclArn })) {
    if (publicBecause && isGiven) {
      found.push(
        `pipeline:website.${key} is set, but a public bucket is not behind CloudFront: remove it, or website.publicBecause`,
      );
    }
  }
  if (publicBecause && index?.includes("/")) {
    found.push(
      `pipeline:website.index is "${index}"; for a public bucket it must be a file name alone, since S3 looks for it in every directory`,
    );
  }
  return found;
}
