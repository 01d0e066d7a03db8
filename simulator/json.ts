/** A JSON value, and what the simulator needs to know about one. */

export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** True for a JSON object, not for a list or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a list of texts. */
export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** True for an empty text or list. */
export function isEmpty(value: Json | undefined): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}

/** A text as it is, undefined as "", anything else as JSON. */
export function asText(value: Json | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

/** The texts at a dotted path; a list on the way stands for each of its items. */
export function textsAt(value: Json | undefined, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, path));
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === "string" ? [value] : [];
  return isObject(value) ? textsAt(value[key], rest) : [];
}

/** The object without the given keys. */
export function without(object: JsonObject, keys: Iterable<string>): JsonObject {
  const gone = new Set(keys);
  return Object.fromEntries(Object.entries(object).filter(([key]) => !gone.has(key)));
}

/** Replaces each `{Key}` of every text value by the object's text under that key. */
export function fill(templates: JsonObject, object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(templates).map(([key, value]) => [
      key,
      typeof value === "string" ? value.replace(/\{(\w+)\}/g, (_, name: string) => asText(object[name])) : value,
    ]),
  );
}
