import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { CallEntry } from "../../../simulator/call-log";
import type { Snapshot, Store } from "../../../simulator/store";
import type { Report } from "../../../commands/plan/report";
import type { Project, Told } from "../project";
import type { Foreign } from "./by-hand";
import type { Expected, Settled } from "./expected";
import { KINDS } from "./kinds";
import { fullName, holds, liveGrants, liveValue, wantedOf } from "./wanted";
import type { World } from "./world";

const isWrite = ({ method }: CallEntry): boolean => method !== "GET";

export const writes = (log: readonly CallEntry[]): string[] =>
  log.filter(isWrite).map(({ method, path, status }) => `${method} ${path} ${String(status)}`);

/** What fails says so in words for the user. */
export function assertToldWell({ code, stderr, stdout }: Told): void {
  assert.doesNotMatch(
    `${stdout}\n${stderr}`,
    /^\s+at .+:\d+:\d+\)?$|UserError|TypeError|ReferenceError|\[object Object\]|\bundefined\b|goroutine|panic:|unhandled|errors? occurred|grpc/im,
  );
  if (code === 0) return;
  assert.equal(code, 1, stderr);
  assert.match(`${stdout}\n${stderr}`, /^(?:error|refused): .{20,}|blocked: .{20,}|^\S+\.json:\d+:\d+: error .{20,}/m);
}

/**
 * No secret shows in what was said or written, as it is or as JSON, URLs or base64 spell it.
 * @param leaked what somebody wrote into a description; state then holds that until it is put right
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

/** The plan says what the model says. */
export function assertPlanIsRight({ changes, errors }: Report, expected: ReadonlyMap<string, Expected>): void {
  assert.deepEqual(errors, [], "the plan has no errors");
  const planned = new Map(
    changes.map((change) => [`${change.logicalId} ${String(change.operation === "delete")}`, change]),
  );
  for (const [name, { operation, or, must = [], may = [] }] of expected) {
    const logicalId = name.replace(" (gone)", "");
    const key = `${logicalId} ${String(operation === "delete")}`;
    const told = planned.get(key)?.operation ?? "none";
    assert.ok(
      told === operation || told === or,
      `the plan says ${told} of ${logicalId}, and ${operation} would be right`,
    );
    if (operation === "update") {
      const shown = new Set(planned.get(key)?.fields.map(({ path }) => path.split(".")[0] ?? ""));
      const missing = must.filter((field) => !shown.has(field));
      assert.deepEqual(missing, [], `what the plan does not show of ${logicalId}`);
      const surplus = [...shown].filter((field) => !must.includes(field) && !may.includes(field));
      assert.deepEqual(surplus, [], `what the plan shows of ${logicalId} without a difference`);
    }
    planned.delete(key);
  }
  assert.deepEqual([...planned.keys()], [], "nothing else is planned");
}

/** What was done, by the simulator's log, is what was planned. */
export function assertDoneAsPlanned(
  { changes }: Report,
  log: readonly CallEntry[],
  before: Snapshot,
  expected: ReadonlyMap<string, Expected>,
): void {
  const ids = new Map(changes.map((change) => [`${change.type} ${change.id ?? ""}`, change]));
  const made: string[] = [];
  const gone: string[] = [];
  for (const entry of log.filter((entry) => isWrite(entry) && entry.status === 200)) {
    const { method, path, type = "", id = "" } = entry;
    const isOfOne = path.split("/").length === 3;
    const known = before[KINDS[type as keyof typeof KINDS].collection]?.some((stored) => stored.id === id) ?? false;
    const isMade = method === "POST" && path.split("/").length === 2;
    if (isMade) made.push(type);
    else if (method === "DELETE" && isOfOne) gone.push(`${type} ${id}`);
    else if (known) {
      const replaced = ids.get(`${type} ${id}`)?.operation;
      assert.ok(replaced !== undefined && replaced !== "delete", `${method} ${path} was planned`);
    }
  }
  const types = (...operations: string[]) =>
    changes.filter(({ operation }) => operations.includes(operation)).map(({ type }) => type);
  assert.deepEqual(made.sort(), types("create", "replace").sort(), "made as planned");
  const doomed = changes.filter(({ operation }) => operation === "delete" || operation === "replace");
  assert.deepEqual(
    [...new Set(gone)].sort(),
    doomed.map(({ type, id }) => `${type} ${id ?? ""}`).sort(),
    "deleted as planned",
  );
  for (const change of changes.filter(({ operation }) => operation === "update")) {
    const isTouched = log.some((entry) => isWrite(entry) && entry.type === change.type && entry.id === change.id);
    const mayBeSilent = expected.get(change.logicalId)?.or !== undefined;
    assert.ok(isTouched || mayBeSilent, `${change.logicalId} was updated, as planned`);
  }
}

/** Whether a replacement would have the name of another object, which is in its way. */
export const hasConflict = (expected: ReadonlyMap<string, Expected>, store: Store): boolean =>
  [...expected.values()].some(({ operation, wanted, id }) => {
    const { collection, key } = KINDS[wanted.kind];
    const bears = (properties: Readonly<Record<string, unknown>>) =>
      key.every((part) => properties[part] === wanted.properties[part]);
    return operation === "replace" && store.all(collection).some((one) => one.id !== id && bears(one.properties));
  });

/** Nothing that data hangs on was deleted but these. */
export function assertNothingLost(before: Snapshot, store: Store, allowed: ReadonlySet<string>): void {
  for (const { collection, isProtected } of Object.values(KINDS)) {
    for (const { id } of isProtected ? (before[collection] ?? []) : []) {
      assert.ok(store.get(collection, id) ?? allowed.has(id), `${collection}/${id} is still there`);
    }
  }
}

/** What others made is as they left it. */
export function assertForeignUntouched(store: Store, foreign: Foreign): void {
  for (const [, stored] of foreign) assert.deepEqual(store.get(stored.collection, stored.id), stored, "untouched");
}

/**
 * What is live is what is defined: nothing more, nothing less, and the same objects as before where nothing was to be
 * replaced.
 * @returns what the run left
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
