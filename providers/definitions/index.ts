import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceType } from "../catalog/type";
import { quote } from "../nearest";
import { readBlocks, type Context } from "./block";
import type { Draft } from "./draft";
import type { Variables } from "./environ";
import { definitionFiles, placesOf, reasonOf } from "./files";
import { order } from "./graph";
import { checkNaturalKeys } from "./keys";
import type { Definition, Project } from "./model";
import { parseFile } from "./parse";
import { checkReferences, type Edges } from "./references";
import { checkRenames } from "./renames";
import { Report } from "./report";

export { isEnviron, isReference, looksLikeFunction, parseReference } from "./functions";
export type * from "./model";
export { resolvePlain } from "./resolve-plain";

export interface LoadOptions {
  /** Root of the repository, absolute. */
  readonly repository: string;
  /** Directory of the definitions, absolute, inside of the repository. */
  readonly root: string;
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly environment: NodeJS.ProcessEnv;
  /** Variables whose values are no secrets. */
  readonly plainEnv?: readonly string[];
  /** Whether a secret that is not set is an error, because it will be pushed. */
  readonly requireSecrets?: boolean;
}

/**
 * Reads and checks all definitions below a directory. Mistakes in them are problems of the project, all at once.
 * @throws UserError if there is no such directory inside of the repository
 */
export function loadProject(options: LoadOptions): Project {
  const report = new Report();
  const variables: Variables = {
    environment: options.environment,
    plain: new Set(options.plainEnv),
    requireSecrets: options.requireSecrets ?? false,
  };
  const places = placesOf(options.repository, options.root);
  const drafts = uniqueDrafts(readDrafts({ places, catalog: options.catalog, variables, report }), report);
  checkRenames(drafts, report);
  checkNaturalKeys(drafts, variables, report);
  const graph = checkReferences(drafts, report);
  const definitions = order(graph, report).flatMap((id) => definitionOf(drafts, id, graph) ?? []);
  return { definitions, problems: report.sorted() };
}

function* readDrafts(context: Context): Iterable<Draft> {
  const { places, report } = context;
  for (const file of definitionFiles(places, report)) {
    let bytes: Buffer;
    try {
      bytes = readFileSync(join(places.repository, file));
    } catch (error) {
      const message = `the file cannot be read (${reasonOf(error)}); make it readable`;
      report.error({ file, line: 1, column: 1 }, "UNREADABLE", message);
      continue;
    }
    const tree = parseFile(file, bytes, report);
    if (tree) yield* readBlocks(file, tree, context);
  }
}

/** By logical id, in the order of files; of two with one id the first counts. */
function uniqueDrafts(all: Iterable<Draft>, report: Report): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const draft of all) {
    const { logicalId, position } = draft;
    const first = drafts.get(logicalId)?.position;
    if (!first) drafts.set(logicalId, draft);
    else {
      const where = `${first.file}:${first.line}:${first.column}`;
      const message = `the logical id ${quote(logicalId)} is taken by the definition at ${where}; rename one of the two`;
      report.error(position, "DUPLICATE_LOGICAL_ID", message, logicalId);
    }
  }
  return drafts;
}

/** Undefined for a block whose type is not known. */
function definitionOf(
  drafts: ReadonlyMap<string, Draft>,
  id: string,
  graph: ReadonlyMap<string, Edges>,
): Definition | undefined {
  const draft = drafts.get(id);
  if (!draft?.type) return undefined;
  const { logicalId, type, properties, artifacts, renamedFrom, position } = draft;
  return {
    logicalId,
    type: type.name,
    properties,
    artifacts,
    renamedFrom: renamedFrom.map(({ text }) => text),
    position,
    dependsOn: [...(graph.get(id)?.keys() ?? [])].filter((target) => drafts.get(target)?.type),
  };
}
