import type { Field, ResourceType } from "../catalog/type";
import { own } from "../own";
import type { Draft } from "./draft";
import type { Position } from "./model";
import type { Edges } from "./references";
import type { Resolve } from "./resolver";

/**
 * The graph with an edge from each name that is written out to the definition of the object, which the program must declare
 * first in order to make the one depend on the other. An edge that would close a cycle is left out: names order resources
 * only where nothing else does.
 */
export function withNames(
  drafts: ReadonlyMap<string, Draft>,
  graph: ReadonlyMap<string, Edges>,
  resolve: Resolve,
): Map<string, Edges> {
  const named = new Map<string, Draft>();
  for (const draft of drafts.values()) {
    if (!draft.type) continue;
    const parts = draft.type.naturalKey.map((key) => resolve(draft, key));
    if (parts.every((part) => typeof part === "string")) named.set(`${draft.type.name} ${parts.join("#")}`, draft);
  }
  const all = new Map(graph);
  const naming = new Map<ResourceType | undefined, [string, Field][]>();
  for (const draft of drafts.values()) {
    const fields = naming.get(draft.type) ?? namingFields(draft.type);
    naming.set(draft.type, fields);
    for (const name of namesIn(draft, fields, resolve)) {
      const target = named.get(name);
      if (target) addEdge(draft, target.logicalId, all);
    }
  }
  return all;
}

/** The few fields that name objects, with their keys. */
const namingFields = (type: ResourceType | undefined): [string, Field][] =>
  Object.entries(type?.fields ?? {}).filter(([, { names, items }]) => (names ?? items?.names) !== undefined);

/** Type and natural key of each object that a definition names in its properties or its grants. */
function namesIn(draft: Draft, fields: readonly [string, Field][], resolve: Resolve): string[] {
  const { properties, share } = draft;
  const ofType = (name: string | undefined, values: readonly unknown[]): string[] =>
    name === undefined ? [] : values.flatMap((value) => (typeof value === "string" ? `${name} ${value}` : []));
  const inProperties = fields.flatMap(([key, { names, items }]) => {
    const value = own(properties, key);
    return [...ofType(names, [resolve(draft, key)]), ...ofType(items?.names, Array.isArray(value) ? value : [])];
  });
  const grantees = share?.grants.map(({ grant }) => (grant.GranteeType === "tag" ? grant.Grantee : undefined));
  return [...inProperties, ...ofType("Tag", grantees ?? [])];
}

/** Adds an edge at the position of the draft, unless it would close a cycle. */
export function addEdge({ logicalId, position }: Draft, target: string, graph: Map<string, Edges>): void {
  const edges = new Map<string, Position>(graph.get(logicalId));
  if (!edges.has(target) && !reaches(target, logicalId, graph)) graph.set(logicalId, edges.set(target, position));
}

function reaches(from: string, to: string, graph: ReadonlyMap<string, Edges>): boolean {
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === to) return true;
    for (const next of graph.get(id)?.keys() ?? []) seen.add(next);
  }
  return false;
}
