import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { DIGEST, type Desired } from "./asff";

const DAY_MS = 86_400_000;
/** Security Hub deletes findings that were not updated for 90 days. */
const REFRESH_AFTER_MS = 30 * DAY_MS;

/** What to import so that Security Hub matches the scan. */
export interface Changes {
  readonly created: readonly AwsSecurityFinding[];
  readonly updated: readonly AwsSecurityFinding[];
  /** Sent again only so that they are kept. */
  readonly refreshed: readonly AwsSecurityFinding[];
  readonly archived: readonly AwsSecurityFinding[];
  readonly unchanged: number;
}

/**
 * Compares the desired findings with those in Security Hub.
 * @param existing all of this repository, branch and product, including archived ones
 * @param isGone whether a finding that is not desired may be archived, because its tool ran and did not find it
 */
export function changesOf(
  desired: readonly Desired[],
  existing: readonly AwsSecurityFinding[],
  isGone: (id: string) => boolean,
  now: Date,
): Changes {
  const there = new Map(existing.map((finding) => [finding.Id, finding]));
  const wanted = new Set(desired.map(({ Id }) => Id));
  const sorted: Record<Kind, AwsSecurityFinding[]> = { created: [], updated: [], refreshed: [], unchanged: [] };
  for (const finding of desired) {
    const before = there.get(finding.Id);
    sorted[kindOf(finding, before, now)].push({ ...finding, ...times(before, now) });
  }
  const archived = existing
    .filter(({ Id = "", RecordState }) => RecordState !== "ARCHIVED" && !wanted.has(Id) && isGone(Id))
    .map((finding) => archivedOf(finding, now));
  return { ...sorted, unchanged: sorted.unchanged.length, archived };
}

type Kind = "created" | "updated" | "refreshed" | "unchanged";

function kindOf(finding: Desired, before: AwsSecurityFinding | undefined, now: Date): Kind {
  if (!before) return "created";
  const isSame = before.ProductFields?.[DIGEST] === finding.ProductFields?.[DIGEST];
  if (!isSame || before.RecordState === "ARCHIVED") return "updated";
  return now.getTime() - Date.parse(before.UpdatedAt ?? "") > REFRESH_AFTER_MS ? "refreshed" : "unchanged";
}

/** An update counts only if it is newer than the last one, even if that one's clock is ahead of ours. */
function times(before: AwsSecurityFinding | undefined, now: Date): Pick<AwsSecurityFinding, "CreatedAt" | "UpdatedAt"> {
  const last = Date.parse(before?.UpdatedAt ?? "");
  const time = Number.isNaN(last) ? now.getTime() : Math.max(now.getTime(), last + 1);
  return { CreatedAt: before?.CreatedAt ?? now.toISOString(), UpdatedAt: new Date(time).toISOString() };
}

/** What was imported, without what Security Hub and its users added, which is not ours to send. */
function archivedOf(finding: AwsSecurityFinding, now: Date): AwsSecurityFinding {
  const { SchemaVersion, Id, ProductArn, AwsAccountId, GeneratorId, Title, Description, Resources } = finding;
  const { FindingProviderFields, Remediation, SourceUrl } = finding;
  const own = Object.entries(finding.ProductFields ?? {}).filter(([key]) => !key.startsWith("aws/"));
  return {
    ...{ SchemaVersion, Id, ProductArn, AwsAccountId, GeneratorId, Title, Description, Resources },
    ...(FindingProviderFields && { FindingProviderFields }),
    ...(Remediation && { Remediation }),
    ...(SourceUrl !== undefined && { SourceUrl }),
    ProductFields: Object.fromEntries(own),
    ...times(finding, now),
    RecordState: "ARCHIVED",
  };
}
