import { isDeepStrictEqual } from "node:util";
import { digestOf, type Digest, type DigestEntry } from "../plan/digest";
import type { Plan } from "../plan/model";
import { SIGNS } from "../plan/words";

/** How a fresh plan differs from the one that was approved. */
export interface Deviation {
  /** Differences that must not be deployed; one line each. */
  readonly refused: readonly string[];
  /** Differences that may: secrets that were rotated, and what is put right on the platform. */
  readonly told: readonly string[];
}

/**
 * Compares what comes from the definitions, which must be the same. Of what was changed on the platform the approving side
 * may have known nothing, so it is only told; unless putting it right would delete or replace an object.
 */
export function deviation(approved: Pick<Plan, "changes">, fresh: Pick<Plan, "changes">): Deviation {
  const [was, is] = [digestOf(approved), digestOf(fresh)];
  const live = is.live.filter((entry) => !was.live.some((known) => isDeepStrictEqual(known, entry)));
  const isDestructive = ({ operation }: DigestEntry) => operation === "replace" || operation === "delete";
  return {
    refused: [
      ...definitionDifferences(was, is),
      ...live
        .filter(isDestructive)
        .map((entry) => `${lineOf(entry)}: was changed on the platform, not in a definition`),
    ],
    told: [
      ...live
        .filter((entry) => !isDestructive(entry))
        .map((entry) => `${lineOf(entry)}: puts right what was changed on the platform`),
      ...is.secrets
        .filter((secret) => !was.secrets.includes(secret))
        .map((secret) => `${secret}: the secret got another value`),
    ],
  };
}

function definitionDifferences({ changes: was }: Digest, { changes: is }: Digest): string[] {
  const known = new Map(was.map((entry) => [nameOf(entry), entry]));
  const fresh = new Map(is.map((entry) => [nameOf(entry), entry]));
  return [...new Set([...known.keys(), ...fresh.keys()])].sort().flatMap((name) => {
    const [before, now] = [known.get(name), fresh.get(name)];
    if (!before && now) return [`${lineOf(now)}: was not approved`];
    if (before && !now) return [`${lineOf(before)}: was approved, and is not to be done any more`];
    if (!before || !now || isDeepStrictEqual(before, now)) return [];
    const operation = before.operation === now.operation ? [] : [`${before.operation} was approved`];
    return [`${lineOf({ ...now, fields: {} })}: ${[...operation, ...fieldDifferences(before, now)].join("; ")}`];
  });
}

function fieldDifferences({ fields: was }: DigestEntry, { fields: is }: DigestEntry): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].sort().flatMap((path) => {
    if (was[path] === is[path]) return [];
    if (was[path] === undefined) return [`${path} was not approved`];
    return [is[path] === undefined ? `${path} was approved, and is not changed any more` : `${path} has another value`];
  });
}

const nameOf = ({ type, logicalId }: DigestEntry): string => `${type} ${logicalId}`;

/** `~ update Dataset rOrders (Keywords, Tags)` */
function lineOf({ operation, type, logicalId, fields }: DigestEntry): string {
  const paths = operation === "create" ? [] : Object.keys(fields);
  const sign = SIGNS[operation as keyof typeof SIGNS];
  return `${sign} ${operation} ${type} ${logicalId}${paths.length > 0 ? ` (${paths.join(", ")})` : ""}`;
}
