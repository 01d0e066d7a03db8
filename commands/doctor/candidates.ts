import type { ResourceType } from "../../providers/catalog/type";
import type { JsonObject } from "../../providers/client/api";
import { nearest } from "../../providers/nearest";

/** Keys of an answer that hold lists of objects. */
export const listKeys = (body: JsonObject): string[] =>
  Object.keys(body).filter((key) => {
    const value = body[key];
    return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null);
  });

/** Keys that could hold an id: their name says so, and no two objects share a value. */
export function idKeys(type: ResourceType, objects: readonly JsonObject[]): string[] {
  const keys = Object.keys(objects[0] ?? {}).filter((key) => /(^|[a-z_])id$/i.test(key) && !type.fields[key]);
  return keys.filter((key) => new Set(objects.map((object) => object[key])).size === objects.length);
}

/** The object's key that stands in for a missing name; undefined if no key, or more than one, could be it. */
export function keyFor(
  type: ResourceType,
  name: string,
  object: JsonObject,
  missing: readonly string[],
): string | undefined {
  const known = [...Object.keys(type.fields), ...Object.keys(type.outputs), ...type.serverOwned, ...type.id];
  const wire = new Set([...known, ...Object.values(type.keys ?? {})]);
  const free = Object.keys(object).filter((key) => !wire.has(key));
  const alike = free.filter((key) => plain(name) === plain(key) || plain(name).endsWith(plain(key)));
  if (alike.length === 1) return alike[0];
  return nearest(name, free) ?? (free.length === 1 && missing.length === 1 ? free[0] : undefined);
}

const plain = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");
