import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject } from "./json";
import type { TypeRule } from "./rule";

const CREDENTIAL = /pass|pwd|secret|token|credential|api_?key|access_?key|private_?key|authorization/i;

/** What stands for a text in the log: enough to see whether two are the same. */
export function fingerprint(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}

/**
 * The body for the log. Only texts under keys that the rule knows and that cannot hold a credential are kept: a caller
 * may put a secret under any other key.
 */
export function redact(rule: TypeRule, body: Json): Json {
  if (!isObject(body)) return hide(body);
  const clear = new Set([...Object.values(rule.types).flat(), ...rule.elsewhere, ...rule.serverOwned, "FileName"]);
  for (const key of rule.opaque) clear.delete(key);
  return mapObject(body, (key, value) => {
    if (key === "Grants" && rule.shareable && Array.isArray(value)) return value.map(hideExtras);
    return clear.has(key) ? hideCredentials(key, value) : hide(value);
  });
}

/** A grant may hold keys of the caller's own. */
function hideExtras(grant: Json): Json {
  const known = ["AccessType", "GranteeType", "Grantee"];
  return isObject(grant) ? mapObject(grant, (key, value) => (known.includes(key) ? value : hide(value))) : hide(grant);
}

function hideCredentials(key: string, value: Json): Json {
  if (CREDENTIAL.test(key)) return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideCredentials(key, item));
  return isObject(value) ? mapObject(value, hideCredentials) : value;
}

/** Hides texts and numbers, since a PIN is a secret too; the shape stays. */
function hide(value: Json): Json {
  if (typeof value === "string" || typeof value === "number") return fingerprint(String(value));
  if (Array.isArray(value)) return value.map(hide);
  return isObject(value) ? mapObject(value, (_, item) => hide(item)) : value;
}

function mapObject(object: JsonObject, map: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));
}
