import type { ResourceType } from "../catalog/type";

type Catalog = ReadonlyMap<string, ResourceType>;

/** Types by present and former names; a present name wins. */
export function withFormerNames(catalog: Catalog): Catalog {
  const former = [...catalog.values()].flatMap((type) => (type.formerNames ?? []).map((name) => [name, type] as const));
  return new Map([...catalog, ...former.filter(([name]) => !catalog.has(name))]);
}

/** The names that messages list. */
export function presentNames(catalog: Catalog): string[] {
  return [...catalog].filter(([name, type]) => name === type.name).map(([name]) => name);
}

/** The length of the longest chain of types before each type; a cycle is cut where it closes. */
export function typeRanks(catalog: Catalog): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  const rank = (type: ResourceType): number => {
    const known = ranks.get(type.name);
    if (known !== undefined) return known;
    ranks.set(type.name, 0);
    const before = (type.after ?? []).flatMap((name) => catalog.get(name) ?? []);
    const found = Math.max(0, ...before.map((other) => rank(other) + 1));
    ranks.set(type.name, found);
    return found;
  };
  for (const type of catalog.values()) rank(type);
  return ranks;
}
