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
    if (field?.unordered) return unmatched(a, b, field.items).rest.length === 0;
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
    const { kept, rest } = unmatched(mine, live, field.items);
    return [...kept, ...rest.map(foreign)];
  }
  return live.map((element, i) => (i < mine.length ? asMine(mine[i], element, field?.items) : foreign(element)));
}

/** Pairs elements regardless of order: `kept` are mine that have a partner, `rest` are theirs that have none. */
function unmatched(mine: unknown[], theirs: unknown[], items: Behaviour): { kept: unknown[]; rest: unknown[] } {
  const rest = [...theirs];
  const kept = mine.filter((element) => {
    const partner = rest.findIndex((other) => same(element, asMine(element, other, items), items));
    if (partner >= 0) rest.splice(partner, 1);
    return partner >= 0;
  });
  return { kept, rest };
}

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
