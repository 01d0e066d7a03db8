import type { Field } from "../catalog/type";
import { hasSecret, isSecret, sameSecret } from "./secrets/secret";
import { isObject } from "../is-object";
import { own } from "../own";
import { isEmpty, isMask } from "./values";

type Behaviour = Partial<Field> | undefined;

/** Recorded in the state instead of a live value that may hold a credential. */
const CHANGED_ON_PLATFORM = "(changed on the platform)";

/** Whether two values mean the same to Amorphic. For secrets, `a` is what Amorphic has, `b` what is wanted. */
export function same(a: unknown, b: unknown, field?: Behaviour): boolean {
  if (isSecret(a) && isSecret(b)) return sameSecret(a, b);
  if (isEmpty(a) && isEmpty(b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    if (field?.unordered) return pairs(a, b, (x, y) => same(x, y, field.items)).length === a.length;
    return a.every((element, i) => same(element, b[i], field?.items));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => same(own(a, key), own(b, key), subfield(field, key)));
  }
  return sameScalar(a, b, field);
}

/**
 * What `mine` looks like on the platform: `mine` itself wherever the live value means the same, otherwise the live value.
 * Keys and secrets that the definition does not compare never come from the live object, so they stay out of the state.
 */
export function normalizeLive(mine: unknown, live: unknown, field?: Behaviour): unknown {
  if (isSecret(mine) || field?.secret || field?.writeOnly) return mine;
  if (isMask(live) || (isEmpty(mine) && isEmpty(live))) return mine;
  if (Array.isArray(mine) && Array.isArray(live)) return normalizeList(mine, live, field);
  if (isObject(mine) && isObject(live)) {
    return Object.fromEntries(
      Object.entries(mine).map(([key, value]) => [key, normalizeLive(value, own(live, key), subfield(field, key))]),
    );
  }
  if (sameScalar(mine, live, field)) return mine;
  return hasSecret(mine) ? CHANGED_ON_PLATFORM : (live ?? null);
}

function normalizeList(mine: unknown[], live: unknown[], field: Behaviour): unknown {
  const items = field?.items;
  const fits = (element: unknown, other: unknown) => same(element, normalizeLive(element, other, items), items);
  // In a list with a secret, any live element may be that secret in the clear, moved by an insertion.
  const foreign = (element: unknown) => (hasSecret(mine) ? CHANGED_ON_PLATFORM : element);
  if (field?.unordered) {
    const found = pairs(mine, live, fits);
    const kept = new Set(found.map(([i]) => i));
    const known = new Set(found.map(([, j]) => j));
    return [...mine.filter((_, i) => kept.has(i)), ...live.filter((_, j) => !known.has(j)).map(foreign)];
  }
  return live.map((element, i) => {
    if (i >= mine.length) return foreign(element);
    return fits(mine[i], element) ? mine[i] : foreign(normalizeLive(mine[i], element, items));
  });
}

/** The largest possible set of pairs of fitting elements, in any order, as indexes into `mine` and `theirs`. */
function pairs(mine: unknown[], theirs: unknown[], fits: (a: unknown, b: unknown) => boolean): [number, number][] {
  const partners = new Map<number, number>();
  // An element that fits several (a secret fits all) makes room for one that fits fewer.
  const place = (i: number, tried: Set<number>): boolean =>
    theirs.some((other, j) => {
      if (tried.has(j) || !fits(mine[i], other)) return false;
      tried.add(j);
      const rival = partners.get(j);
      if (rival !== undefined && !place(rival, tried)) return false;
      partners.set(j, i);
      return true;
    });
  for (const i of mine.keys()) place(i, new Set());
  return [...partners].map(([j, i]) => [i, j]);
}

function sameScalar(a: unknown, b: unknown, field: Behaviour): boolean {
  if (a === b) return true;
  if (typeof a === "string" && typeof b === "string") return loosely(a, field) === loosely(b, field);
  const [value, text] = typeof a === "string" ? [b, a] : [a, b];
  if (typeof text !== "string") return false;
  // Both may travel as text: 0.0625 as "0.0625", true as "True" or, as Amorphic's own flags do, as "yes".
  if (typeof value === "number") return text.trim() !== "" && Number(text) === value;
  return typeof value === "boolean" && (value ? /^(true|yes)$/i : /^(false|no)$/i).test(text);
}

/** The text without what makes no difference in it. */
function loosely(text: string, field: Behaviour): string {
  const letters = field?.caseInsensitive ? text.toLowerCase() : text;
  return field?.spaceInsensitive ? letters.replaceAll(" ", "") : letters;
}

const subfield = (field: Behaviour, key: string): Behaviour => own(field?.fields, key);
