import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../providers/is-object";
import { own } from "../../providers/own";
import { digestOf, hashesOf, PENDING, withoutFingerprints, type DigestEntry } from "../plan/digest";
import { labelOf, type Plan } from "../plan/model";
import { isUnknownDisplayed, type Json } from "../plan/display-value";
import { SIGNS } from "../plan/words";

type Approvable = Pick<Plan, "changes" | "settings">;

/** How a fresh plan differs from the approved one. */
export interface Deviation {
  /** Differences that must not be deployed; one line each. */
  readonly refused: readonly string[];
  /** Differences that may: rotated secrets, and corrections of changes on the platform. */
  readonly told: readonly string[];
  /** Approved changes that are no longer needed, as an earlier run with this plan made them. */
  readonly done: readonly string[];
}

/**
 * Compares what comes from the definitions and the stack's file: only approved changes may be made, including those left over
 * from an earlier run. Changes on the platform may have been unknown at approval, so correcting them is only reported, but
 * refused if it would delete or replace an object.
 */
export function deviation(approved: Approvable, fresh: Approvable): Deviation {
  const [was, is] = [digestOf(approved), digestOf(fresh)];
  const live = is.live.filter((entry) => !was.live.some((known) => isSame(known, entry)));
  const isDestructive = ({ operation }: DigestEntry) => operation === "replace" || operation === "delete";
  const gone = new Set(is.live.filter(({ operation }) => operation === "create").map(labelOf));
  const { refused, done } = definitionDifferences(
    { entries: was.changes, valueAt: valuesOf(approved) },
    { entries: is.changes, valueAt: valuesOf(fresh), isRecreated: (entry) => gone.has(labelOf(entry)) },
  );
  return {
    refused: [
      ...otherSettings(was.settings, is.settings),
      ...refused,
      ...live
        .filter(isDestructive)
        .map((entry) => `${lineOf(entry)}: was changed on the platform, not in a definition`),
    ],
    told: [
      ...live
        .filter((entry) => !isDestructive(entry))
        .map((entry) => `${lineOf(entry)}: corrects what was changed on the platform`),
      ...is.secrets
        .filter((secret) => !was.secrets.includes(secret))
        .map((secret) => `${secret}: the secret has a new value`),
    ],
    done,
  };
}

const otherSettings = (was: Plan["settings"], is: Plan["settings"]): string[] =>
  Object.keys({ ...was, ...is })
    .filter((name) => was[name] !== is[name])
    .sort()
    .map((name) => `${name} has another value`);

/** One of the two plans. */
interface Side {
  readonly entries: readonly DigestEntry[];
  /** The value wanted for a field; undefined if absent or redacted. */
  readonly valueAt: (entry: DigestEntry, path: string) => Json | undefined;
}

interface FreshSide extends Side {
  /** Whether somebody deleted the object on the platform, so that it is created rather than changed. */
  readonly isRecreated: (entry: DigestEntry) => boolean;
}

function valuesOf({ changes }: Approvable): Side["valueAt"] {
  // The first, if two under different parents share a name.
  const byName = new Map([...changes].reverse().map((change) => [labelOf(change), change]));
  return (entry, path) => {
    const { to, wanted } = byName.get(labelOf(entry))?.fields.find((field) => field.path === path) ?? {};
    return to === undefined || wanted !== undefined ? undefined : withoutFingerprints(to);
  };
}

function definitionDifferences(was: Side, is: FreshSide): Pick<Deviation, "refused" | "done"> {
  const [gone, fresh] = [byName(without(was.entries, is.entries)), byName(without(is.entries, was.entries))];
  const [refused, done]: [string[], string[]] = [[], []];
  for (const name of [...new Set([...gone.keys(), ...fresh.keys()])].sort()) {
    const [before, now] = [gone.get(name) ?? [], fresh.get(name) ?? []];
    for (const entry of before.slice(now.length)) done.push(lineOf(entry));
    for (const [i, entry] of now.entries()) {
      const reasons = reasonsAgainst(before[i], entry, {
        isRecreated: is.isRecreated(entry),
        isRemoval: (path, known) => was.valueAt(known, path) === undefined,
        isKnown: (path, known) => comesTrue(was.valueAt(known, path), is.valueAt(entry, path)),
      });
      if (reasons.length > 0)
        refused.push(`${lineOf(before[i] ? { ...entry, fields: {} } : entry)}: ${reasons.join("; ")}`);
    }
  }
  return { refused, done };
}

/** What may remain of an operation after a run that failed midway. */
const LEFT_OF: Readonly<Record<string, readonly string[]>> = { create: ["update"], replace: ["update"] };

/**
 * @param facts.isRemoval whether what was approved for a field has no value: to remove it, or to repeat a step
 * @param facts.isKnown whether the approved value of a field equals this one, except for unknowns at the time
 */
function reasonsAgainst(
  approved: DigestEntry | undefined,
  now: DigestEntry,
  facts: {
    readonly isRecreated: boolean;
    readonly isRemoval: (path: string, approved: DigestEntry) => boolean;
    readonly isKnown: (path: string, approved: DigestEntry) => boolean;
  },
): string[] {
  if (!approved) return ["was not approved"];
  const { operation } = now;
  const isRemade = facts.isRecreated && approved.operation !== "delete";
  const may = isRemade || operation === approved.operation || LEFT_OF[approved.operation]?.includes(operation);
  const [gone, fresh] = [unlike(approved.fields, now.fields), unlike(now.fields, approved.fields)];
  const isLeft = (path: string) => operation === "update" && path.startsWith(PENDING);
  const others = fresh.filter((path) => !isLeft(path) && !facts.isKnown(path, approved));
  // A create or replacement must set all approved fields.
  const isMade = operation === "create" || operation === "replace";
  // A new object has nothing to remove.
  const isMoot = (path: string) => isRemade && facts.isRemoval(path, approved);
  const missing = isMade ? gone.filter((path) => !fresh.includes(path) && !isMoot(path)) : [];
  return [
    ...(may ? [] : [`${approved.operation} was approved`]),
    ...[...others, ...missing].sort().map((path) => {
      if (missing.includes(path)) return `${path} was approved, but is no longer set`;
      return gone.includes(path) ? `${path} has another value` : `${path} was not approved`;
    }),
  ];
}

/** Whether a value is the approved one, with ids unknown at approval filled in by now. */
function comesTrue(approved: unknown, now: unknown): boolean {
  if (isUnknownDisplayed(approved)) return typeof now === "string";
  if (Array.isArray(approved) && Array.isArray(now)) {
    return approved.length === now.length && approved.every((part, i) => comesTrue(part, now[i]));
  }
  if (!isObject(approved) || !isObject(now)) return approved !== undefined && isDeepStrictEqual(approved, now);
  const keys = Object.keys(approved);
  return keys.length === Object.keys(now).length && keys.every((key) => comesTrue(approved[key], own(now, key)));
}

/** Entries missing from `others`, duplicates counted: two under different parents may share a name. */
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
  for (const entry of entries) found.set(labelOf(entry), [...(found.get(labelOf(entry)) ?? []), entry]);
  return found;
}

/** The paths of fields that the other lacks. */
function unlike(fields: DigestEntry["fields"], others: DigestEntry["fields"]): string[] {
  const known = new Set(Object.values(others));
  return Object.keys(fields).filter((path) => !known.has(fields[path] ?? ""));
}

/** Paths count by their hashes alone, as what is redacted from them differs from run to run. */
const keyOf = (entry: DigestEntry): string => JSON.stringify([labelOf(entry), entry.operation, hashesOf(entry)]);

const isSame = (a: DigestEntry, b: DigestEntry): boolean => keyOf(a) === keyOf(b);

/** `~ update Dataset rOrders (Keywords, Tags)` */
function lineOf(entry: DigestEntry): string {
  const { operation, fields } = entry;
  const paths = operation === "create" ? [] : Object.keys(fields);
  const sign = SIGNS[operation as keyof typeof SIGNS];
  return `${sign} ${operation} ${labelOf(entry)}${paths.length > 0 ? ` (${paths.join(", ")})` : ""}`;
}
