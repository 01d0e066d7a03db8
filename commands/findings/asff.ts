import { createHash } from "node:crypto";
import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { clean } from "../scan/clean";
import type { SarifFinding } from "./read-sarif";

/** What all findings of one publication share. */
export interface Scope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly repository: string;
  readonly branch: string;
  readonly commit: string | undefined;
  /** URL template of a file's page, with `{commit}`, `{path}` and `{line}`. */
  readonly sourceUrl: string | undefined;
}

/** The default product, for findings without a product of their own; it belongs to the account. */
export function productArn({ partition, region, account }: Scope): string {
  return `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;
}

const PRODUCT = "amorphic-cicd";
/** In `ProductFields`: a digest of what the finding says, without what changes with every commit. */
export const DIGEST = `${PRODUCT}/Digest`;

/**
 * Prefix of the ids of all findings of a tool on a branch. Do not change its form: accounts hold findings with such ids,
 * which would all be created again, and the old ones never archived.
 */
export function idPrefix({ repository, branch }: Scope, tool: string): string {
  return `${PRODUCT}/${digest([repository, branch, tool]).slice(0, 16)}/${slug(tool)}/`;
}

/**
 * Findings in Security Hub's format, without `CreatedAt` and `UpdatedAt`. Lengths and allowed values are those of the API
 * reference, "AwsSecurityFinding". Indistinguishable findings are numbered.
 */
export function toAsff(findings: readonly SarifFinding[], scope: Scope): Desired[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const identity = digest([finding.tool, finding.rule, finding.file, finding.fingerprint]);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return toFinding(finding, digest([identity, ordinal]), scope);
  });
}

export type Desired = Omit<AwsSecurityFinding, "CreatedAt" | "UpdatedAt"> & { readonly Id: string };

function toFinding(finding: SarifFinding, identity: string, scope: Scope): Desired {
  const { tool, rule, file, line, message, title, help, helpUri, native } = finding;
  const { repository, branch, commit } = scope;
  const said = {
    GeneratorId: cut(clean(`${tool}/${rule}`), 512),
    // Cleaned one by one: after "literal-secret: ", any word would look like a secret.
    Title: cut([rule, title].map(clean).join(": "), 256),
    Description: cut((file === "" ? [message] : [file, message]).map(clean).join(": "), 1024),
    FindingProviderFields: {
      Severity: { Label: labelOf(finding), Original: cut(clean(native ?? finding.level), 64) },
      Types: [typeOf(finding)],
    },
    ...remediation(help, helpUri),
  };
  const source = sourceUrl(scope, file, line);
  const details = {
    Repository: repository,
    Branch: branch,
    File: file,
    Line: String(line ?? ""),
    Commit: commit ?? "",
  };
  return {
    SchemaVersion: "2018-10-08",
    Id: `${idPrefix(scope, tool)}${identity}`,
    ProductArn: productArn(scope),
    AwsAccountId: scope.account,
    ...said,
    ...(source !== undefined && { SourceUrl: source }),
    Resources: [
      {
        Type: "Other",
        Id: cut(clean(`${repository}/${file}`), 512),
        Partition: scope.partition as "aws",
        Region: scope.region,
        Details: { Other: mapOf(details) },
      },
    ],
    ProductFields: mapOf({ [DIGEST]: digest(said), [`${PRODUCT}/Tool`]: tool }),
    RecordState: "ACTIVE",
  };
}

/** Values have 1 to 2048 characters; an empty one is refused. */
function mapOf(entries: Readonly<Record<string, string>>): Record<string, string> {
  const filled = Object.entries(entries).filter(([, value]) => value !== "");
  return Object.fromEntries(filled.map(([key, value]) => [key, cut(clean(value), 2048)]));
}

type Label = "CRITICAL" | "HIGH" | "MEDIUM" | "LOW" | "INFORMATIONAL";

const LEVELS: Readonly<Record<SarifFinding["level"], Label>> = {
  error: "HIGH",
  warning: "MEDIUM",
  note: "LOW",
  none: "INFORMATIONAL",
};

/** By CVSS band if there is a score, otherwise by level. */
function labelOf({ score, level }: SarifFinding): Label {
  if (score === undefined) return LEVELS[level];
  if (score >= 9) return "CRITICAL";
  if (score >= 7) return "HIGH";
  if (score >= 4) return "MEDIUM";
  return score > 0 ? "LOW" : "INFORMATIONAL";
}

/** From ASFF's taxonomy, by the tags of our rules; anything else is a vulnerability. */
const TYPES: Readonly<Record<string, string>> = {
  secret: "Sensitive Data Identifications/Passwords",
  dependency: "Software and Configuration Checks/Vulnerabilities/CVE",
  code: "Software and Configuration Checks",
  definition: "Software and Configuration Checks/AWS Security Best Practices",
};

function typeOf({ tags }: SarifFinding): string {
  const tag = tags.find((one) => Object.hasOwn(TYPES, one));
  return (tag !== undefined && TYPES[tag]) || "Software and Configuration Checks/Vulnerabilities";
}

function remediation(help: string | undefined, url: string | undefined): Pick<AwsSecurityFinding, "Remediation"> {
  const Recommendation = {
    ...(help !== undefined && help !== "" && { Text: cut(clean(help), 512) }),
    ...(isWebAddress(url) && { Url: url }),
  };
  return Object.keys(Recommendation).length > 0 ? { Remediation: { Recommendation } } : {};
}

function sourceUrl(scope: Scope, file: string, line: number | undefined): string | undefined {
  if (scope.sourceUrl === undefined || file === "") return undefined;
  const url = scope.sourceUrl
    .replaceAll("{commit}", encodeURIComponent(scope.commit ?? scope.branch))
    .replaceAll("{path}", () => file.split("/").map(encodeURIComponent).join("/"))
    .replaceAll("{line}", String(line ?? 1));
  return isWebAddress(url) ? url : undefined;
}

function isWebAddress(url: string | undefined): url is string {
  return url !== undefined && url.length <= 2048 && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** Security Hub counts characters, so none may be cut in two. */
function cut(text: string, most: number): string {
  const points = Array.from(text);
  return points.length > most ? `${points.slice(0, most - 1).join("")}…` : text;
}

/** Of any JSON value; the order of its keys matters. */
function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** For people who read an id; the digest before it tells tools apart. */
function slug(text: string): string {
  return cut(text.toLowerCase().replace(/[^a-z0-9.-]+/g, "-"), 64);
}
