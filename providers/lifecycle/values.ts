import { isObject } from "../is-object";

/**
 * What the Pulumi SDK puts where a value is not known yet, also where a list or an object is expected
 * (`pulumi.runtime.unknownValue`; fixed by the engine's protocol).
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isUnknown = (value: unknown): boolean => value === UNKNOWN;

/** Whether an unknown stands anywhere in the value. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isObject(value)) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

/** Nothing said: absent, null, "", [] or {}, or an object that holds only such. Servers use them for one another. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isEmpty);
}

/** What Amorphic shows in place of a credential: it says nothing of the value. */
export const isMask = (value: unknown): boolean => typeof value === "string" && /^\*+$/.test(value);

/**
 * A copy that the engine can store. An `undefined` anywhere in a result makes the provider's server throw after the
 * remote object was made, and in an error's properties it leaves the engine waiting for ever.
 */
export function storable<T extends Record<string, unknown>>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
