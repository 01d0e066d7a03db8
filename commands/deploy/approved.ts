import { digestOf, hashesOf, type Digest, type DigestEntry } from "../plan/digest";
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
  const live = is.live.filter((entry) => !was.live.some((known) => isSame(known, entry)));
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
  const [gone, fresh] = [byName(without(was, is)), byName(without(is, was))];
  return [...new Set([...gone.keys(), ...fresh.keys()])].sort().flatMap((name) => {
    const [before, now] = [gone.get(name) ?? [], fresh.get(name) ?? []];
    return Array.from({ length: Math.max(before.length, now.length) }, (_, i) => differenceLine(before[i], now[i]));
  });
}

function differenceLine(before: DigestEntry | undefined, now: DigestEntry | undefined): string {
  if (!now) return before ? `${lineOf(before)}: was approved, and is not to be done any more` : "";
  if (!before) return `${lineOf(now)}: was not approved`;
  const operation = before.operation === now.operation ? [] : [`${before.operation} was approved`];
  return `${lineOf({ ...now, fields: {} })}: ${[...operation, ...fieldDifferences(before, now)].join("; ")}`;
}

/** Those that the others do not have as well, or not as often: below different parents there may be two of one name. */
function without(entries: readonly DigestEntry[], others: readonly DigestEntry[]): DigestEntry[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return entries.filter((entry) => {
    const count = left.get(keyOf(entry)) ?? 0;
    left.set(keyOf(entry), count - 1);
    return count <= 0;
  });
}

function byName(entries: readonly DigestEntry[]): Map<string, DigestEntry[]> {
  const found = new Map<string, DigestEntry[]>();
  for (const entry of entries) found.set(nameOf(entry), [...(found.get(nameOf(entry)) ?? []), entry]);
  return found;
}

function fieldDifferences({ fields: was }: DigestEntry, { fields: is }: DigestEntry): string[] {
  const [gone, fresh] = [unlike(was, is), unlike(is, was)];
  return [...new Set([...gone, ...fresh])].sort().map((path) => {
    if (!gone.includes(path)) return `${path} was not approved`;
    return fresh.includes(path) ? `${path} has another value` : `${path} was approved, and is not changed any more`;
  });
}

/** The paths of what the other one has not. */
function unlike(fields: DigestEntry["fields"], others: DigestEntry["fields"]): string[] {
  const known = new Set(Object.values(others));
  return Object.keys(fields).filter((path) => !known.has(fields[path] ?? ""));
}

/** Paths count by their hashes alone, as what is blotted out of them differs from run to run. */
const keyOf = (entry: DigestEntry): string => JSON.stringify([nameOf(entry), entry.operation, hashesOf(entry)]);

const isSame = (a: DigestEntry, b: DigestEntry): boolean => keyOf(a) === keyOf(b);

const nameOf = ({ type, logicalId }: DigestEntry): string => `${type} ${logicalId}`;

/** `~ update Dataset rOrders (Keywords, Tags)` */
function lineOf({ operation, type, logicalId, fields }: DigestEntry): string {
  const paths = operation === "create" ? [] : Object.keys(fields);
  const sign = SIGNS[operation as keyof typeof SIGNS];
  return `${sign} ${operation} ${type} ${logicalId}${paths.length > 0 ? ` (${paths.join(", ")})` : ""}`;
}
