/** The checks of bodies. As on a server, only the first problem found is reported. */
import { isDeepStrictEqual } from "node:util";
import { asText, isObject, isStrings, textsAt, type Json, type JsonObject } from "./json";
import type { Platform } from "./platform";
import { refuse, type Refusal } from "./refusal";
import { AUDIT, conditionsOf, type Condition, type Reference, type TypeRule, type ValueType } from "./rule";
import { ruleOf } from "./rules";
import type { Store } from "./store";

const FITS: Readonly<Record<ValueType, (value: Json) => boolean>> = {
  string: (value) => typeof value === "string",
  strings: isStrings,
  "string or strings": (value) => typeof value === "string" || isStrings(value),
  number: (value) => typeof value === "number",
  flag: (value) => typeof value === "boolean" || typeof value === "string",
  object: isObject,
  array: Array.isArray,
};

/** The body is an object; the codes and texts of unsuitable bodies are assumed. */
export function checkObject(body: Json | undefined): JsonObject {
  if (!isObject(body)) throw refuse("IPV-1001", "Invalid request body, expected a JSON object.");
  return body;
}

/** Every required key is there and not empty. */
export function checkRequired(rule: TypeRule, body: JsonObject): void {
  for (const key of [rule, ...conditionsOf(rule, body)].flatMap(({ required = [] }) => required)) {
    if (body[key] === undefined || body[key] === null || body[key] === "") {
      throw refuse("IPV-1001", `Missing ${key}.`);
    }
  }
}

/** The values of the body are right, and fit those of the whole object. */
export function checkValues(rule: TypeRule, body: JsonObject, whole: JsonObject = body): void {
  checkDemands(rule, body);
  for (const condition of conditionsOf(rule, whole)) checkDemands(condition, whole);
}

/** Known keys have the right JSON type and form, and one of the known values regardless of case. */
function checkDemands({ types = {}, patterns = {}, enums = {} }: TypeRule | Condition, body: JsonObject): void {
  for (const [type, keys] of Object.entries(types) as [ValueType, readonly string[]][]) {
    for (const key of keys) {
      const value = body[key];
      if (value !== undefined && !FITS[type](value)) throw refuse("IPV-1001", `Invalid ${key}, expected ${type}.`);
    }
  }
  for (const [key, pattern] of Object.entries(patterns)) {
    const value = body[key];
    if (value !== undefined && !pattern.test(asText(value))) {
      throw refuse("IPV-1001", `Invalid ${key} - ${asText(value)}, does not match ${pattern.source}.`);
    }
  }
  for (const [key, values] of Object.entries(enums)) {
    const value = body[key];
    if (value !== undefined && !values.some((known) => sameText(known, value))) {
      throw refuse("IPV-1001", `Invalid ${key} - ${asText(value)}, expected one of ${values.join(", ")}.`);
    }
  }
}

/** A create holds no key that Amorphic itself writes. */
export function checkNotServerOwned(rule: TypeRule, body: JsonObject): void {
  for (const key of [...rule.serverOwned, ...AUDIT]) {
    if (key in body) throw refuse("IPV-1001", `Invalid key ${key}, it is set by Amorphic.`);
  }
}

/** An update does not change what a name, a path or a table was made from; a different spelling is no change. */
export function checkImmutable(rule: TypeRule, before: JsonObject, body: JsonObject): void {
  for (const key of rule.immutable) {
    const value = body[key];
    if (value === undefined || isDeepStrictEqual(value, before[key])) continue;
    if (key in rule.enums && sameChoice(before[key], value)) continue;
    throw refuse("IPV-1001", `Invalid ${key}, it cannot be changed.`);
  }
}

/** No other object has the unique key. `IPV-1018`: code. */
export function checkUnique(rule: TypeRule, store: Store, object: JsonObject, id?: string): void {
  const other = store.find(rule.collection, object);
  if (other && other.id !== id) {
    throw refuse("IPV-1018", `${rule.unique.map((key) => `${key} ${asText(object[key])}`).join(", ")} is not unique.`);
  }
}

/** What the object refers to exists and is not being deleted. `IPV-1002`: code. */
export function checkReferences(references: readonly Reference[], store: Store, object: JsonObject): void {
  for (const { path, to, mayDangle } of references) {
    if (mayDangle) continue;
    for (const id of textsAt(object, path.split("."))) {
      const target = store.get(to, id);
      if (!target || target.work?.deletion) throw notFound(ruleOf(to), id);
    }
  }
}

/**
 * Nothing else uses the object; `GE-1034` is the vendor's generic failure (code). Known for a domain with datasets
 * (doc datasets/domains), otherwise assumed; whether loose references count is a setting.
 */
export function checkUnused(rule: TypeRule, { store, settings }: Platform, id: string): void {
  const [user] = store.usersOf(rule.collection, id, settings.refuseDeleteInUse);
  if (user) {
    const name = ruleOf(user.collection)
      .unique.map((key) => asText(user.properties[key]))
      .join(".");
    throw refuse("GE-1034", `${rule.type} ${id} cannot be deleted, ${ruleOf(user.collection).type} ${name} uses it.`);
  }
}

/** The refusal for an object that does not exist, in the vendor's words (code). */
export function notFound(rule: TypeRule, id: string): Refusal {
  return refuse("IPV-1002", `Invalid ${rule.id.join("#")} - ${id}, resource not found.`);
}

/** Values of an enumeration may differ in case and in spaces: public code writes "latest record" and "latestrecord". */
export const sameChoice = (a: Json | undefined, b: Json): boolean =>
  sameText(asText(a).replaceAll(" ", ""), asText(b).replaceAll(" ", ""));

function sameText(a: Json | undefined, b: Json): boolean {
  return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
}
