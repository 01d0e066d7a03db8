/** How an object in an answer may differ from what was sent; each difference has a switch. All of it is assumed. */
import { isEmpty, isObject, type Json, type JsonObject } from "./json";
import { conditionsOf, type TypeRule } from "./rule";
import type { Settings } from "./settings";

const MASK = "*****";
/** Credentials by key, in any spelling: AccessKey, access_key. */
const CREDENTIALS = new Set("password secretkey accesskey token apikey clientsecret accesstoken".split(" "));

/** The parts of a rule that say how an object looks. */
export type Looks = Pick<TypeRule, "enums" | "unordered" | "masked" | "conditions">;

/** The object as a GET or a list shows it. */
export function show(rule: Looks, object: JsonObject, settings: Settings, random: () => number): JsonObject {
  const hidden = settings.masking ? conditionsOf(rule, object).flatMap(({ masked = [] }) => masked) : [];
  return showObject(object, "", false);

  function showObject(value: JsonObject, path: string, masked: boolean): JsonObject {
    const entries: [string, Json][] = [];
    for (const [key, item] of Object.entries(value)) {
      const at = path === "" ? key : `${path}.${key}`;
      if (settings.omitEmpty && isEmpty(item)) continue;
      entries.push([
        key,
        hidden.includes(at) || (masked && isMasked(key) && item !== "") ? MASK : showValue(item, at, masked),
      ]);
    }
    return Object.fromEntries(entries);
  }

  function showValue(value: Json, path: string, masked: boolean): Json {
    if (isObject(value)) return showObject(value, path, masked || (settings.masking && rule.masked.includes(path)));
    if (Array.isArray(value)) {
      const items = value.map((item) => showValue(item, path, masked));
      return settings.reorder && rule.unordered.includes(path) ? rotate(items, random) : items;
    }
    if (typeof value === "number" && settings.numbersAsStrings) return String(value);
    if (typeof value === "boolean" && settings.booleansAsStrings) return value ? "yes" : "no";
    if (typeof value === "string" && settings.changeCase && Object.hasOwn(rule.enums, path)) return otherCase(value);
    return value;
  }

  function isMasked(key: string): boolean {
    const name = key.toLowerCase().replace(/[_-]/g, "");
    return CREDENTIALS.has(name) || (settings.maskUsernames && name === "username");
  }
}

/** The same items in another order: never the given one if there are two or more. */
export function rotate<T>(items: readonly T[], random: () => number): T[] {
  if (items.length < 2) return [...items];
  const by = 1 + Math.floor(random() * (items.length - 1));
  return [...items.slice(by), ...items.slice(0, by)];
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** "append" as "Append", "Append" as "append". */
function otherCase(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital === text ? text.toLowerCase() : capital;
}
