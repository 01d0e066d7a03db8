import { isDeepStrictEqual } from "node:util";
import { fieldAt, isSecretAt } from "../../providers/catalog/fields";
import type { Field, ResourceType } from "../../providers/catalog/type";
import { soundsSecret } from "../../providers/credentials";
import { isSecret, sameReference } from "../../providers/lifecycle/secrets/secret";
import { isObject } from "../../providers/is-object";
import { own } from "../../providers/own";
import type { ColumnDifference, Difference, ListDifference } from "./model";
import { displayValue, type Json } from "./display-value";

type Values = Readonly<Record<string, unknown>>;

/** The two sides of one property, as state holds them. */
export interface Pair {
  readonly keys: readonly string[];
  readonly from: unknown;
  readonly to: unknown;
}

/** Internal keys, or of no interest to readers. */
const NOISE: ReadonlySet<string> = new Set(["__provider", "logicalId", "renamedFrom", "pendingSteps", "adoptionMark"]);

/** All differences, down to the innermost objects; lists are compared as a whole. */
export function pairs(olds: Values, news: Values, above: readonly string[] = []): Pair[] {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
  return names.flatMap((key): Pair[] => {
    const [from, to, keys] = [own(olds, key), own(news, key), [...above, key]];
    if ((above.length === 0 && NOISE.has(key)) || isDeepStrictEqual(from, to)) return [];
    const nested = isObject(from) && isObject(to) && !isSecret(from) && !isSecret(to);
    return nested ? pairs(from, to, keys) : [{ keys, from, to }];
  });
}

/**
 * One difference as it may be displayed.
 * @param more.objects both objects that hold the property, since a sibling may make it a secret
 */
export function difference(
  type: ResourceType | undefined,
  { keys, from, to }: Pair,
  more: Pick<Difference, "origin" | "follows"> & { readonly objects: readonly unknown[]; readonly isKept?: boolean },
): Difference {
  const field = type && fieldAt(type, keys);
  const hide = keys.some(soundsSecret) || more.objects.some((object) => isSecretAt(type, object, keys));
  const side = (value: unknown) => (value === undefined ? undefined : displayValue(value, field, keys.at(-1), hide));
  const [before, after] = [side(from), side(to)];
  return {
    path: keys.join("."),
    ...(before !== undefined && { from: before }),
    ...(after !== undefined && { to: after }),
    ...(more.isKept && { kept: true as const }),
    origin: more.origin,
    follows: more.follows,
    ...detail(field, before, after),
  };
}

function detail(field: Field | undefined, from: Json | undefined, to: Json | undefined) {
  if (!isList(from) || !isList(to)) return {};
  const columns = field?.items?.fields?.["name"] ? columnsOf(from, to) : undefined;
  if (columns) return columns.length > 0 ? { columns } : {};
  const list = listsOf(from, to, field?.unordered === true);
  // Hidden values may differ though they look the same.
  return list.added.length + list.removed.length > 0 || list.reordered ? { list } : {};
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

function listsOf(from: readonly Json[], to: readonly Json[], unordered: boolean): ListDifference {
  const [removed, kept] = split(from, to);
  const [added, keptNow] = split(to, from);
  return { added, removed, reordered: !unordered && !isDeepStrictEqual(kept, keptNow) };
}

/** The elements missing from the other list, and those in both; duplicates count. */
function split(list: readonly Json[], other: readonly Json[]): [Json[], Json[]] {
  const left = new Map<string, number>();
  for (const text of other.map(canonical)) left.set(text, (left.get(text) ?? 0) + 1);
  const [gone, kept]: [Json[], Json[]] = [[], []];
  for (const element of list) {
    const [text, there] = [canonical(element), left.get(canonical(element)) ?? 0];
    left.set(text, there - 1);
    (there > 0 ? kept : gone).push(element);
  }
  return [gone, kept];
}

/** The same text for equal values, whatever the order of their keys. */
export const canonical = (value: Json): string =>
  JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );

/** @returns undefined if names do not identify the columns */
function columnsOf(from: readonly Json[], to: readonly Json[]): ColumnDifference[] | undefined {
  const [olds, news] = [byName(from), byName(to)];
  if (!olds || !news) return undefined;
  const names = [...new Set([...news.keys(), ...olds.keys()])];
  const [keptBefore, keptNow] = [
    [...olds.keys()].filter((n) => news.has(n)),
    [...news.keys()].filter((n) => olds.has(n)),
  ];
  return names.flatMap((name): ColumnDifference[] => {
    const [before, after] = [olds.get(name), news.get(name)];
    const moved = keptBefore.indexOf(name) !== keptNow.indexOf(name);
    if (isDeepStrictEqual(before, after)) return moved ? [{ name, moved }] : [];
    return [{ name, ...(before && { from: before }), ...(after && { to: after }), moved }];
  });
}

function byName(columns: readonly Json[]): Map<string, Json> | undefined {
  const named = new Map<string, Json>();
  for (const column of columns) {
    if (!isObject(column) || typeof column["name"] !== "string") return undefined;
    const { name, ...rest } = column as Record<string, Json> & { name: string };
    named.set(name, rest);
  }
  return named.size === columns.length ? named : undefined;
}

/** Whether only the value of a secret changed: everything is equal but fingerprints. */
export function isRotation(from: unknown, to: unknown): boolean {
  if (isSecret(from) && isSecret(to)) return sameReference(from, to);
  if (Array.isArray(from) && Array.isArray(to)) {
    return from.length === to.length && from.every((element, i) => isRotation(element, to[i]));
  }
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.every((key) => isRotation(own(from, key), own(to, key)));
  }
  return isDeepStrictEqual(from, to);
}
