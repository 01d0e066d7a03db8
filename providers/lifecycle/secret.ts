import { isObject } from "./values";

/**
 * A secret as inputs and state hold it: the reference, never the value, and a keyed fingerprint of what was last seen.
 * The fingerprint is absent while the value was never at hand.
 */
export interface SealedSecret {
  readonly "!Environ": string;
  readonly fingerprint?: string;
}

export function isSecret(value: unknown): value is SealedSecret {
  return isObject(value) && typeof value["!Environ"] === "string";
}

/** Whether a secret stands anywhere in the value. */
export function hasSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(hasSecret);
  return isObject(value) && Object.values(value).some(hasSecret);
}

/** Same secret: by fingerprint where both are known, else by reference, as there is nothing more to compare. */
export function sameSecret(a: SealedSecret, b: SealedSecret): boolean {
  if (a.fingerprint !== undefined && b.fingerprint !== undefined) return a.fingerprint === b.fingerprint;
  return a["!Environ"] === b["!Environ"];
}
