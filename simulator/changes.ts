/** Making, changing and deleting objects, by a call or by hand. */
import { randomUUID } from "node:crypto";
import {
  checkNotServerOwned,
  checkReferences,
  checkRequired,
  checkUnique,
  checkUnused,
  checkValues,
  sameChoice,
} from "./check";
import { fill, without, type JsonObject } from "./json";
import type { Platform } from "./platform";
import { refuse } from "./refusal";
import { idOf, type TypeRule } from "./rule";
import { ruleOf } from "./rules";
import type { Stored } from "./store";
import { begin } from "./work";

/** Creates an object, with a random id if none is chosen. */
export function createObject(
  platform: Platform,
  rule: TypeRule,
  body: JsonObject,
  userId: string,
  chosenId: string = randomUUID(),
): Stored {
  const { store, settings } = platform;
  checkNotServerOwned(rule, body);
  const sent = without(body, rule.elsewhere);
  checkRequired(rule, sent);
  checkValues(rule, sent);
  checkReferences(rule.references, store, sent);
  checkUnique(rule, store, sent);
  const named = rule.idMade ? { [rule.id.join("#")]: chosenId, ...sent } : sent;
  const time = timestamp(platform);
  const stored: Stored = {
    collection: rule.collection,
    id: idOf(rule, named),
    properties: {
      ...(settings.defaults ? fill(rule.defaults, named) : {}),
      ...named,
      ...fill(rule.made, named),
      CreatedBy: userId,
      CreationTime: time,
      LastModifiedBy: userId,
      LastModified: time,
    },
  };
  store.put(stored);
  return stored;
}

/** Changes some keys of an object and removes others. */
export function changeObject(
  platform: Platform,
  stored: Stored,
  changes: JsonObject,
  userId: string,
  gone: readonly string[] = [],
): Stored {
  const rule = ruleOf(stored.collection);
  const properties = without({ ...stored.properties, ...keepSpelling(rule, stored.properties, changes) }, gone);
  checkValues(rule, changes, properties);
  checkRequired(rule, properties);
  checkReferences(rule.references, platform.store, changes);
  if (idOf(rule, properties) !== stored.id) throw refuse("IPV-1001", `Invalid ${rule.id.join("#")}, it is the id.`);
  checkUnique(rule, platform.store, properties, stored.id);
  const changed = { ...stored, properties: { ...properties, ...touched(platform, userId) } };
  platform.store.put(changed);
  return changed;
}

/** Deletes an object that nothing uses; succeeds again while the deletion is in progress. */
export function deleteObject(platform: Platform, stored: Stored): void {
  const { store, settings, now } = platform;
  if (stored.work?.deletion) return;
  const rule = ruleOf(stored.collection);
  checkUnused(rule, platform, stored.id);
  if (!settings.slowDelete) store.remove(stored);
  else
    store.put({
      ...stored,
      properties: { ...stored.properties, ...rule.whileDeleting },
      work: { ...stored.work, deletion: begin(settings.deletion, now()) },
    });
}

/** Who changed an object, and when. */
export function touched(platform: Platform, userId: string): JsonObject {
  return { LastModifiedBy: userId, LastModified: timestamp(platform) };
}

/** ISO 8601, UTC, seconds (assumed). */
function timestamp({ now }: Platform): string {
  return `${new Date(now()).toISOString().slice(0, 19)}Z`;
}

/** A value of an enumeration that changes only in its spelling stays as it was first sent. */
function keepSpelling(rule: TypeRule, before: JsonObject, changes: JsonObject): JsonObject {
  const kept = Object.entries(changes).map(([key, value]) => {
    const old = before[key];
    const same = Object.hasOwn(rule.enums, key) && sameChoice(old, value);
    return [key, same && old !== undefined ? old : value] as const;
  });
  return Object.fromEntries(kept);
}
