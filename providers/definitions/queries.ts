import type { Draft } from "./draft";
import { addEdge } from "./names";
import type { Edges } from "./references";
import type { Resolve } from "./resolver";

const NAME = String.raw`(?:[\w$]+|"[^"]+"|${"`[^`]+`"})`;
const PATH = String.raw`(?<![\w$])(?<path>${NAME}(?:\s*\.\s*${NAME})+)`;
/** Other names in quotes, texts and comments: what is in them is no name. Each may lack its end. */
const OTHERS = [/"[^"]*(?:"|$)/, /`[^`]*(?:`|$)/, /'[^']*(?:'|$)/, /--[^\n]*/, /\/\*[^]*?(?:\*\/|$)/];
const TOKEN = new RegExp([PATH, ...OTHERS.map(({ source }) => source)].join("|"), "g");
const PART = new RegExp(NAME, "g");

/** Every pair of names joined by a dot in a text of SQL, as `domain#name` in lower case: SQL ignores case. */
export function tablesIn(sql: string): Set<string> {
  const tables = new Set<string>();
  for (const { groups } of sql.matchAll(TOKEN)) {
    const parts = groups?.["path"]?.matchAll(PART) ?? [];
    const names = Array.from(parts, ([name]) => name.replace(/^["`]|["`]$/g, "").toLowerCase());
    for (const [i, name] of names.slice(1).entries()) tables.add(`${names[i] ?? ""}#${name}`);
  }
  return tables;
}

/**
 * Adds edges from queries to the definitions of the tables that they name. A text is no proof, so an edge that would close
 * a cycle is left out.
 */
export function addQueries(drafts: ReadonlyMap<string, Draft>, graph: Map<string, Edges>, resolve: Resolve): void {
  const querying = [...drafts.values()].flatMap((draft) => queriesOf(draft).map((query) => ({ draft, ...query })));
  if (querying.length === 0) return;
  const types = new Set(querying.flatMap(({ types }) => types));
  const tables = new Map<string, Draft>();
  for (const draft of drafts.values()) {
    const { type } = draft;
    if (!type || !types.has(type.name)) continue;
    const key = type.naturalKey.map((property) => resolve(draft, property));
    if (key.every((part) => typeof part === "string")) {
      tables.set(`${type.name} ${key.join("#")}`.toLowerCase(), draft);
    }
  }
  for (const { draft, sql, types } of querying) {
    for (const table of tablesIn(sql)) {
      for (const type of types) {
        const target = tables.get(`${type} ${table}`.toLowerCase());
        if (target) addEdge(draft, target.logicalId, graph);
      }
    }
  }
}

/** The draft's queries, each with the types whose objects it may name. */
const queriesOf = ({ type, properties }: Draft): { sql: string; types: readonly string[] }[] =>
  Object.entries(type?.fields ?? {}).flatMap(([key, { queries: types }]) => {
    const sql = properties[key];
    return types && typeof sql === "string" ? [{ sql, types }] : [];
  });
