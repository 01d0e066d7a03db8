import { isObject } from "../is-object";
import { UNKNOWN } from "../pulumi-marks";

export const isUnknown = (value: unknown): boolean => value === UNKNOWN;

/** Whether the value contains an unknown. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isObject(value)) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

/** Whether the value is absent, null, "", [], {} or an object of only such. Servers use these interchangeably. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isEmpty);
}

/** What Amorphic shows in place of a credential; it says nothing about the value. */
export const isMask = (value: unknown): boolean => typeof value === "string" && /^\*+$/.test(value);

export const hasMask = (value: unknown): boolean =>
  isMask(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasMask));

/**
 * A copy that the engine can store. An `undefined` anywhere in a result makes the provider's server throw after the
 * remote object was created; in an error's properties it leaves the engine waiting forever.
 */
export function storable<T extends Record<string, unknown>>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
