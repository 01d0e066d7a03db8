import type { CallEntry } from "../simulator";
import type { Block } from "./generate";

/** How many calls of each kind: `GET jobs`, `POST jobs/{id}/resourceaccess`. */
export type Calls = Readonly<Record<string, number>>;

/** The calls of a log by kind; ids and the secret parts of upload links aside. */
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
/** Objects that a page holds; see docs/api.md. */
const PAGE = 500;

/**
 * The fewest calls by which docs/api.md lets an operation be done, worked out from the definitions alone:
 * - deploy from nothing: the create of each object and its further calls, one look whether each piece of work is over, and
 *   one at the grants that an object has, before they are changed; afterwards each object is read back, in the type's
 *   list if its pages are no more than a fourth of the objects;
 * - plan with refresh: the pages of each list, as far as there is something of ours; what lists do not hold, which is a
 *   job's access and the grants;
 * - destroy: each delete, and a look whether it is over.
 */
export function leastCalls(operation: "deploy" | "plan" | "destroy", blocks: readonly Block[]): Calls {
  if (operation === "plan") return count([...blocks.flatMap(lookedAt), ...lists(blocks)]);
  if (operation === "destroy") return count(blocks.flatMap(removed));
  return count([...blocks.flatMap(made), ...Object.entries(perType(blocks)).flatMap(readBack)]);
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
