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
    const parts = draft.type?.naturalKey.map((key) => resolve(draft, key)) ?? [];
    if (parts.every((part) => typeof part === "string"))
      named.set(`${draft.type?.name ?? ""} ${parts.join("#")}`, draft);
  }
  const all = new Map(graph);
  for (const draft of drafts.values()) {
    for (const name of namesIn(draft, resolve)) {
      const target = named.get(name);
      if (target) addEdge(draft, target.logicalId, all);
    }
  }
  return all;
}

/** Type and natural key of each object that a definition names in its properties or its grants. */
function namesIn(draft: Draft, resolve: Resolve): string[] {
  const { type, properties, share } = draft;
  const ofType = (name: string | undefined, values: readonly unknown[]): string[] =>
    name === undefined ? [] : values.flatMap((value) => (typeof value === "string" ? `${name} ${value}` : []));
  const inProperties = Object.entries(type?.fields ?? {}).flatMap(([key, { names, items }]) => {
    const value = own(properties, key);
    return [...ofType(names, [resolve(draft, key)]), ...ofType(items?.names, Array.isArray(value) ? value : [])];
  });
  const tags = (share?.grants ?? []).filter(({ grant }) => grant.GranteeType === "tag");
  return [
    ...inProperties,
    ...ofType(
      "Tag",
      tags.map(({ grant }) => grant.Grantee),
    ),
  ];
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
