import type { Field } from "../catalog/type";
import { hasSecret, isSecret, sameSecret } from "./secret";
import { isEmpty, isObject } from "./values";

type Behaviour = Partial<Field> | undefined;

/** Stands in state for a live value that may hold a credential. */
const CHANGED_ON_PLATFORM = "(changed on the platform)";

/** Whether two values mean the same to Amorphic. */
export function same(a: unknown, b: unknown, field?: Behaviour): boolean {
  if (isSecret(a) && isSecret(b)) return sameSecret(a, b);
  if (isEmpty(a) && isEmpty(b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    if (field?.unordered) return unmatched(a, b, (x, y) => same(x, y, field.items)).rest.length === 0;
    return a.every((element, i) => same(element, b[i], field?.items));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => same(own(a, key), own(b, key), subfield(field, key)));
  }
  return sameScalar(a, b, field);
}

/**
 * What `mine` looks like on the platform: `mine` itself wherever the live value means the same, else the live value.
 * Keys and secrets that the definition does not compare never come from the live object, so nothing unasked enters state.
 */
export function asMine(mine: unknown, live: unknown, field?: Behaviour): unknown {
  if (isSecret(mine) || field?.secret || field?.writeOnly) return mine;
  if (isEmpty(mine) && isEmpty(live)) return mine;
  if (Array.isArray(mine) && Array.isArray(live)) return listAsMine(mine, live, field);
  if (isObject(mine) && isObject(live)) {
    return Object.fromEntries(
      Object.entries(mine).map(([key, value]) => [key, asMine(value, own(live, key), subfield(field, key))]),
    );
  }
  if (sameScalar(mine, live, field)) return mine;
  return hasSecret(mine) ? CHANGED_ON_PLATFORM : (live ?? null);
}

function listAsMine(mine: unknown[], live: unknown[], field: Behaviour): unknown {
  const foreign = (element: unknown) => (hasSecret(mine) ? CHANGED_ON_PLATFORM : element);
  if (field?.unordered) {
    const looksLike = (my: unknown, their: unknown) => same(my, asMine(my, their, field.items), field.items);
    const { kept, rest } = unmatched(mine, live, looksLike);
    return [...kept, ...rest.map(foreign)];
  }
  return live.map((element, i) => (i < mine.length ? asMine(mine[i], element, field?.items) : foreign(element)));
}

/** Pairs elements regardless of order: `kept` are mine that have a partner, `rest` are theirs that have none. */
function unmatched(
  mine: unknown[],
  theirs: unknown[],
  isPartner: (my: unknown, their: unknown) => boolean,
): { kept: unknown[]; rest: unknown[] } {
  const rest = [...theirs];
  const taken = new Set<number>();
  // A secret goes with anything live, so those that are choosier come first.
  const order = [...mine.keys()].sort((i, j) => secrecy(mine[i]) - secrecy(mine[j]));
  for (const i of order) {
    const partner = rest.findIndex((other) => isPartner(mine[i], other));
    if (partner < 0) continue;
    rest.splice(partner, 1);
    taken.add(i);
  }
  return { kept: mine.filter((_, i) => taken.has(i)), rest };
}

const secrecy = (value: unknown): number => (isSecret(value) ? 2 : hasSecret(value) ? 1 : 0);

function sameScalar(a: unknown, b: unknown, field: Behaviour): boolean {
  if (a === b) return true;
  if (typeof a === "string" && typeof b === "string") {
    return field?.caseInsensitive === true && a.toLowerCase() === b.toLowerCase();
  }
  // Numbers may travel as text: 0.0625 and "0.0625".
  const [number, text] = typeof a === "number" ? [a, b] : [b, a];
  return typeof number === "number" && typeof text === "string" && text.trim() !== "" && Number(text) === number;
}

const own = (object: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

const subfield = (field: Behaviour, key: string): Behaviour =>
  field?.fields && Object.hasOwn(field.fields, key) ? field.fields[key] : undefined;
