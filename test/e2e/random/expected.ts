import { isDeepStrictEqual } from "node:util";
import type { Store } from "../../../simulator/store";
import { KINDS } from "./kinds";
import { differs, holds, liveGrants, liveValue, UNKNOWN, wantedOf, type Wanted } from "./wanted";
import type { World } from "./world";

export type Operation = "create" | "update" | "replace" | "delete" | "none";

/** What a run left behind for a block. */
export interface Settled {
  readonly wanted: Wanted;
  readonly id: string;
}

export interface Expected {
  readonly operation: Operation;
  /** Another one that would be right too, as the model does not know what the state still holds of earlier definitions. */
  readonly or?: Operation;
  /** Of an update: what it must show, and what it may, as the author wrote it differently or the model cannot tell. */
  readonly must?: readonly string[];
  readonly may?: readonly string[];
  readonly wanted: Wanted;
  /** Of the existing object. */
  readonly id?: string;
}

/**
 * What a run must do to each block, by its logical id, and to each that is gone.
 * @param settled what the last successful run left behind, by logical id
 */
export function expect(world: World, settled: ReadonlyMap<string, Settled>, store: Store): Map<string, Expected> {
  const found = new Map<string, Expected>();
  const kept = new Set<string>();
  const expectedOf = (logicalId: string): Expected => {
    const known = found.get(logicalId);
    if (known) return known;
    const block = world.get(logicalId);
    if (!block) throw new Error(`no block ${logicalId}`);
    const idOf = (other: string) => {
      const { operation, id } = expectedOf(other);
      return operation === "create" || operation === "replace" ? UNKNOWN : id;
    };
    const wanted = wantedOf(world, block, idOf);
    const before = [logicalId, ...(block.RenamedFrom ?? [])].find((name) => settled.has(name));
    const expected = one(wanted, before === undefined ? undefined : settled.get(before));
    if (before !== undefined) kept.add(before);
    found.set(logicalId, expected);
    return expected;
  };

  const one = (wanted: Wanted, before: Settled | undefined): Expected => {
    const live = before && store.get(KINDS[wanted.kind].collection, before.id);
    if (!live) return { operation: "create", wanted };
    const { id } = before;
    if (mustBeReplaced(wanted, (key) => liveValue(live, key))) return { operation: "replace", wanted, id };
    const [old, now, { defaults, immutable }] = [before.wanted.properties, wanted.properties, KINDS[wanted.kind]];
    const keys = [...new Set([...Object.keys(now), ...Object.keys(old)])];
    const must = keys.filter((key) => {
      if (!Object.hasOwn(now, key) && (immutable.includes(key) || !Object.hasOwn(defaults, key))) return false;
      return differs(old[key], Object.hasOwn(now, key) ? now[key] : defaults[key], liveValue(live, key), key);
    });
    if (wanted.files.length > 0 && !isDeepStrictEqual(wanted.files, before.wanted.files)) must.push("Artifacts");
    if (grantsDiffer(before.wanted.grants, wanted.grants, liveGrants(live))) must.push("Share");
    const may = [...keys.filter((key) => isRewritten(before.wanted, wanted, key)), "Artifacts"];
    const isSaidOrUnsaid = keys.some((key) => Object.hasOwn(now, key) !== Object.hasOwn(old, key));
    const operation = must.length > 0 ? "update" : "none";
    return { operation, wanted, id, must, may, ...(isSaidOrUnsaid && operation === "none" && { or: "update" }) };
  };

  const mustBeReplaced = ({ kind, properties }: Wanted, live: (key: string) => unknown): boolean =>
    KINDS[kind].immutable.some((key) => key in properties && !holds(properties[key], live(key), key));

  for (const { id } of world.blocks) expectedOf(id);
  for (const [name, { wanted, id }] of settled) {
    const isThere = store.get(KINDS[wanted.kind].collection, id) !== undefined;
    if (!kept.has(name) && isThere)
      found.set(found.has(name) ? `${name} (gone)` : name, { operation: "delete", wanted, id });
  }
  return found;
}

const isRewritten = (before: Wanted, now: Wanted, key: string): boolean =>
  !isDeepStrictEqual(before.written.Properties[key], now.written.Properties[key]);

/** Compares our grants that still exist with those that are wanted. */
function grantsDiffer(
  before: Wanted["grants"] = {},
  wanted: Wanted["grants"],
  live: Readonly<Record<string, string>>,
): boolean {
  const ours = Object.entries(live).filter(([who]) => who in before);
  if (wanted === undefined) return ours.length > 0;
  return !isDeepStrictEqual(Object.fromEntries(ours), { ...wanted });
}
