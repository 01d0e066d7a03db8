import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { UserError } from "../../providers/errors";

/** Limits of BatchImportFindings: API reference and "Guidelines for using the BatchImportFindings API". */
const LIMITS = { findings: 100, findingBytes: 240_000, batchBytes: 6_000_000 };

/** Splits findings into as few calls as the limits allow. @throws UserError if one alone is too large */
export function batchesOf(findings: readonly AwsSecurityFinding[]): AwsSecurityFinding[][] {
  const batches: AwsSecurityFinding[][] = [];
  let room = 0;
  for (const finding of findings) {
    const bytes = Buffer.byteLength(JSON.stringify(finding)) + 1;
    if (bytes > LIMITS.findingBytes) {
      throw new UserError(
        `Finding ${finding.Id ?? ""} has ${bytes} bytes, but Security Hub accepts at most ${LIMITS.findingBytes}.`,
      );
    }
    let last = batches.at(-1);
    if (!last || last.length === LIMITS.findings || bytes > room) {
      batches.push((last = []));
      // The list around them takes a few bytes.
      room = LIMITS.batchBytes - 100;
    }
    last.push(finding);
    room -= bytes;
  }
  return batches;
}
