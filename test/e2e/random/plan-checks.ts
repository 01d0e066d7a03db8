import assert from "node:assert/strict";
import type { CallEntry } from "../../../simulator/call-log";
import type { Snapshot } from "../../../simulator/store";
import type { Report } from "../../../commands/plan/report";
import { isWrite } from "./checks";
import type { Expected } from "./expected";
import type { Kind } from "./kind";
import { KINDS } from "./kinds";

/** The plan says what the model says. */
export function assertPlanIsRight({ changes }: Report, expected: ReadonlyMap<string, Expected>): void {
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
    const { collection, below } = KINDS[type as Kind];
    const parts = path.split("/").slice(below === undefined ? 1 : 3);
    const isOfOne = parts.length === 2;
    const known = before[collection]?.some((stored) => stored.id === id) ?? false;
    const isMade = method === "POST" && parts.length === 1;
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

/** What is left of a change when its run was cut off. */
const LEFT: Readonly<Record<string, readonly string[]>> = {
  create: ["create", "update"],
  replace: ["replace", "create", "update"],
  update: ["update"],
  delete: ["delete"],
};

/** A plan after a run that was cut off holds nothing but what is left to be done. */
export function assertLess(after: Report, before: Report): void {
  const left = new Set(
    before.changes.flatMap(({ operation, logicalId }) => (LEFT[operation] ?? []).map((each) => `${each} ${logicalId}`)),
  );
  const planned = after.changes.map(({ operation, logicalId }) => `${operation} ${logicalId}`);
  assert.deepEqual(
    planned.filter((each) => !left.has(each)),
    [],
    "nothing is planned that was not before",
  );
}
