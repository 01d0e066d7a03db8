import type { CallEntry } from "../simulator";
import type { Block } from "./generate";

/** How many calls of each kind: `GET jobs`, `POST jobs/{id}/resourceaccess`. */
export type Calls = Readonly<Record<string, number>>;

/** Counts a log's calls by kind, without ids and the secret parts of upload links. */
export function countCalls(log: readonly Pick<CallEntry, "method" | "path">[]): Calls {
  return count(log.map(({ method, path }) => `${method} ${kindOf(path)}`));
}

const kindOf = (path: string): string =>
  path.startsWith("/_uploads/")
    ? "upload"
    : path
        .slice(1)
        .split("/")
        .map((part, index) => (index % 2 === 1 ? "{id}" : part))
        .join("/");

function count(kinds: readonly string[]): Calls {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const total = (calls: Calls): number => Object.values(calls).reduce((sum, number) => sum + number, 0);

const COLLECTIONS = { Domain: "domains", Tag: "tags", Datasource: "datasources", Dataset: "datasets", Job: "jobs" };
/** Objects per page; see docs/api.md. */
const PAGE = 500;

/**
 * The fewest calls that docs/api.md allows for an operation, worked out from the definitions alone:
 * - deploy from nothing: one look at each type's list, whether names are free; each object's create and its further calls, one
 *   check whether each piece of work is over, and one read of an object's grants before they are changed; afterwards each object
 *   is read back, by the type's list if that has fewer pages than a fourth of the objects;
 * - plan with refresh: the pages of each list that holds objects of ours, and what lists lack: a job's access and the grants;
 * - destroy: each delete, and one check whether it is over.
 */
export function leastCalls(operation: "deploy" | "plan" | "destroy", blocks: readonly Block[]): Calls {
  if (operation === "plan") return count([...blocks.flatMap(lookedAt), ...lists(blocks)]);
  if (operation === "destroy") return count(blocks.flatMap(removed));
  const types = Object.entries(perType(blocks));
  return count([...types.map(([all]) => `GET ${all}`), ...blocks.flatMap(made), ...types.flatMap(readBack)]);
}

function readBack([collection, objects]: [collection: string, objects: number]): string[] {
  const pages = pagesOf(objects);
  return pages * 4 < objects
    ? Array<string>(pages).fill(`GET ${collection}`)
    : Array<string>(objects).fill(`GET ${collection}/{id}`);
}

function made({ Type, Share, Artifacts }: Block): string[] {
  const all = COLLECTIONS[Type];
  const one = `${all}/{id}`;
  return [
    `POST ${all}`,
    ...(Type === "Dataset" ? [`PUT ${one}`, `GET ${one}`] : []),
    ...(Type === "Job" ? [`POST ${one}/resourceaccess`, `GET ${one}/resourceaccess`] : []),
    ...(Artifacts ? [`POST ${one}/script`, "PUT upload"] : []),
    ...(Share ? [`GET ${one}/share`, `POST ${one}/share`] : []),
  ];
}

const lookedAt = ({ Type, Share }: Block): string[] => [
  ...(Type === "Job" ? ["GET jobs/{id}/resourceaccess"] : []),
  ...(Share ? [`GET ${COLLECTIONS[Type]}/{id}/share`] : []),
];

const removed = ({ Type }: Block): string[] => [`DELETE ${COLLECTIONS[Type]}/{id}`, `GET ${COLLECTIONS[Type]}/{id}`];

const lists = (blocks: readonly Block[]): string[] =>
  Object.entries(perType(blocks)).flatMap(([collection, objects]) =>
    Array<string>(pagesOf(objects)).fill(`GET ${collection}`),
  );

const perType = (blocks: readonly Block[]): Calls => count(blocks.map(({ Type }) => COLLECTIONS[Type]));

const pagesOf = (objects: number): number => Math.ceil(objects / PAGE);
