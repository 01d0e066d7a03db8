import { isObject } from "../../is-object";

/** Where secrets come from: an environment variable, or AWS Secrets Manager. */
const SOURCES = ["!Environ", "!Secret"] as const;

type Source = (typeof SOURCES)[number];

/**
 * A secret as inputs and state hold it: the reference, never the value, and a keyed fingerprint of what was last seen.
 * The fingerprint is absent as long as the value was never available.
 */
export type SealedSecret = ({ readonly "!Environ": string } | { readonly "!Secret": string }) & {
  readonly fingerprint?: string;
};

export function isSecret(value: unknown): value is SealedSecret {
  return isObject(value) && SOURCES.some((source) => typeof value[source] === "string");
}

/** @returns where the value is: the source, and the name it has there */
export function referenceOf(secret: SealedSecret): { source: Source; name: string } {
  return "!Environ" in secret
    ? { source: "!Environ", name: secret["!Environ"] }
    : { source: "!Secret", name: secret["!Secret"] };
}

/** Whether the value contains a secret. */
export const hasSecret = (value: unknown): boolean => secretsIn(value).length > 0;

/** Every secret in the value. */
export function secretsIn(value: unknown): SealedSecret[] {
  if (isSecret(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  return isObject(value) ? Object.values(value).flatMap(secretsIn) : [];
}

/**
 * Whether the platform has the wanted secret: by fingerprint where that is known, otherwise by reference. A value seen for
 * the first time, as after an import, counts as different: it was never sent or compared.
 */
export function sameSecret(confirmed: SealedSecret, wanted: SealedSecret): boolean {
  if (wanted.fingerprint !== undefined) return confirmed.fingerprint === wanted.fingerprint;
  return sameReference(confirmed, wanted);
}

export function sameReference(a: SealedSecret, b: SealedSecret): boolean {
  const [one, other] = [referenceOf(a), referenceOf(b)];
  return one.source === other.source && one.name === other.name;
}
