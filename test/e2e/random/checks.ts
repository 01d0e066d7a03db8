import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { CallEntry } from "../../../simulator/call-log";
import type { Snapshot, Store } from "../../../simulator/store";
import type { Project, Told } from "../project";
import type { Foreign } from "./by-hand";
import type { Expected, Settled } from "./expected";
import { KINDS, nameKey } from "./kinds";
import { fullName, holds, liveGrants, liveValue, wantedOf, type Wanted } from "./wanted";
import type { World } from "./world";

export const isWrite = ({ method }: CallEntry): boolean => method !== "GET";

export const writes = (log: readonly CallEntry[]): string[] =>
  log.filter(isWrite).map(({ method, path, status }) => `${method} ${path} ${String(status)}`);

/** Failures are reported in words for the user. */
export function assertToldWell({ code, stderr, stdout }: Told): void {
  assert.doesNotMatch(
    `${stdout}\n${stderr}`,
    /^\s+at .+:\d+:\d+\)?$|UserError|TypeError|ReferenceError|\[object Object\]|\bundefined\b|goroutine|panic:|unhandled|errors? occurred|grpc/im,
  );
  if (code === 0) return;
  assert.equal(code, 1, stderr);
  assert.match(
    `${stdout}\n${stderr}`,
    /^(?:error|refused|A deployment would be refused): .{20,}|blocked: .{20,}|^\S+\.json:\d+:\d+: error .{20,}/m,
  );
}

/**
 * No secret shows in what was said or written, as it is or as JSON, URLs or base64 spell it.
 * @param leaked what somebody wrote into a description; state then holds that until it is restored
 */
export function assertNoSecret(
  project: Project,
  { stdout, stderr }: Told,
  secrets: readonly string[],
  leaked: ReadonlySet<string>,
): void {
  const places = ["plan.json", "plan.md"].filter((path) => existsSync(project.path(path)));
  const told = [stdout, stderr, ...places.map((path) => readFileSync(project.path(path), "utf8"))].join("\n");
  const stored = project.everythingStored();
  for (const secret of secrets) {
    const json = JSON.stringify(secret).slice(1, -1);
    const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
    const spellings = [secret, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(secret), base64];
    const text = leaked.has(secret) ? told : told + stored;
    const shown = spellings.find((spelling) => text.includes(spelling));
    assert.equal(
      shown,
      undefined,
      `${String(shown)} shows in what was ${told.includes(shown ?? "") ? "told" : "stored"}`,
    );
  }
}

/** Whether an object of that name exists, wherever it belongs. */
export const isThere = ({ kind, properties }: Wanted, store: Store): boolean =>
  store.all(KINDS[kind].collection).some((one) => one.properties[nameKey(kind)] === properties[nameKey(kind)]);

/** Finishes the deletions that have begun. */
export function settleDeletions(store: Store): void {
  const all = Object.values(KINDS).flatMap(({ collection }) => store.all(collection));
  for (const { collection, id, work } of all) while (work?.deletion && store.get(collection, id, ["deletion"]));
}

/** Nothing was deleted but these. */
export function assertNothingLost(before: Snapshot, store: Store, allowed: ReadonlySet<string>): void {
  for (const { collection } of Object.values(KINDS)) {
    for (const { id } of before[collection] ?? []) {
      assert.ok(store.get(collection, id) ?? allowed.has(id), `${collection}/${id} is still there`);
    }
  }
}

/** What others created is as they left it. */
export function assertForeignUntouched(store: Store, foreign: Foreign): void {
  for (const [, stored] of foreign) assert.deepEqual(store.get(stored.collection, stored.id), stored, "untouched");
}

/**
 * What is live is what is defined: nothing more, nothing less, and the same objects as before unless they were to be
 * replaced.
 * @returns what the run left behind
 */
export function assertLive(
  world: World,
  store: Store,
  foreign: Foreign,
  expected: ReadonlyMap<string, Expected>,
): Map<string, Settled> {
  const settled = new Map<string, Settled>();
  const found = new Set<string>(foreign.keys());
  const idOf = (logicalId: string): string => {
    const known = settled.get(logicalId);
    if (known) return known.id;
    const block = world.get(logicalId);
    if (!block) throw new Error(`no block ${logicalId}`);
    const wanted = wantedOf(world, block, idOf);
    const { collection, key } = KINDS[wanted.kind];
    const stored = store
      .all(collection)
      .find((one) => key.every((part) => one.properties[part] === wanted.properties[part]));
    assert.ok(stored, `${fullName(wanted)} is there`);
    for (const [name, value] of Object.entries(wanted.properties)) {
      const live = liveValue(stored, name);
      assert.ok(
        holds(value, live, name),
        `${name} of ${logicalId}: ${JSON.stringify(value)} is wanted, there is ${JSON.stringify(live)}`,
      );
    }
    const grants = liveGrants(stored);
    for (const [who, level] of Object.entries(wanted.grants ?? {}))
      assert.equal(grants[who], level, `${who} of ${logicalId}`);
    const guests = Object.keys(grants).filter((who) => !who.startsWith("guest-") && !(who in (wanted.grants ?? {})));
    assert.deepEqual(guests, [], `who has access to ${logicalId} beside those who should`);
    for (const [file, digest] of wanted.files)
      assert.equal(stored.files?.[file]?.sha256, digest, `${file} of ${logicalId}`);
    const { operation, id } = expected.get(logicalId) ?? {};
    if (operation === "none" || operation === "update") assert.equal(stored.id, id, `${logicalId} is the same object`);
    settled.set(logicalId, { wanted, id: stored.id });
    found.add(`${collection}/${stored.id}`);
    return stored.id;
  };
  world.blocks.forEach(({ id }) => idOf(id));
  const all = Object.values(KINDS).flatMap(({ collection }) =>
    store.all(collection).map(({ id }) => `${collection}/${id}`),
  );
  assert.deepEqual(
    all.filter((one) => !found.has(one)),
    [],
    "nothing is left over",
  );
  return settled;
}
