import { isDeepStrictEqual } from "node:util";
import type { Field } from "../../providers/catalog/type";
import { soundsSecret } from "../../providers/credentials";
import { isSecret, referenceOf } from "../../providers/lifecycle/secrets/secret";
import { isObject } from "../../providers/is-object";
import { own } from "../../providers/own";
import { isUnknown } from "../../providers/lifecycle/values";
import { PULUMI_SIGNATURE } from "../../providers/pulumi-marks";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Placeholder: known only after the run. */
const UNKNOWN = { "!Unknown": true } as const;

export const isUnknownDisplayed = (value: unknown): boolean => isDeepStrictEqual(value, UNKNOWN);

/** Placeholder: looks like a credential. */
const HIDDEN = { "!Hidden": true } as const;

/** Characters of a fingerprint: enough to tell two apart. */
const FINGERPRINT = 8;

/**
 * A state value as it may be displayed: secrets as a reference with the start of their fingerprint; literals are hidden
 * where the catalog or the key's name marks a secret.
 */
export function displayValue(value: unknown, field?: Field, key = "", hide = false): Json {
  if (isUnknown(value)) return UNKNOWN;
  if (isSecret(value)) {
    const { source, name } = referenceOf(value);
    return { [source]: name, ...(value.fingerprint ? { fingerprint: value.fingerprint.slice(0, FINGERPRINT) } : {}) };
  }
  const hidden = hide || field?.secret === true || soundsSecret(key);
  if (Array.isArray(value)) return value.map((element) => displayValue(element, field?.items, "", hidden));
  if (isObject(value)) {
    if (PULUMI_SIGNATURE in value) return HIDDEN;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([inner]) => inner !== "__provider")
        .map(([inner, part]) => [inner, displayValue(part, own(field?.fields, inner), inner, hidden)]),
    );
  }
  if (typeof value === "string") return hidden && value !== "" ? HIDDEN : value;
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** Applies `change` to every string in a value, keys included. */
export function mapTexts<T>(value: T, change: (text: string) => string): T {
  const map = (part: unknown): unknown => {
    if (typeof part === "string") return change(part);
    if (Array.isArray(part)) return part.map(map);
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [change(key), map(inner)]));
  };
  return map(value) as T;
}
