import type { ResourceType } from "../catalog/type";
import { quote } from "../visible";
import { readAccess } from "./access";
import { readBlocks, type Context } from "./block";
import type { Draft } from "./draft";
import type { Variables } from "./environ";
import { placesOf } from "./files";
import { checkGrants } from "./grants";
import { order } from "./graph";
import { checkNaturalKeys } from "./keys";
import type { Definition, Project } from "./model";
import { withNames } from "./names";
import { addQueries } from "./queries";
import { byRank } from "./rank";
import { readFiles, type Progress } from "./read";
import { checkReferences, type Edges } from "./references";
import { checkRenames } from "./renames";
import { Report } from "./report";
import { resolver } from "./resolver";
import type { Share } from "./share";
import { typeRanks, withFormerNames } from "./types";
import { UnknownIds } from "./unknown-ids";

export { followReferences } from "./follow";
export { isEnviron, isReference, isSecretReference, looksLikeFunction, parseReference } from "./functions";
export { resolveGrants } from "./grants";
export type * from "./model";
export { isError, problemLine } from "./problem";
export { tablesIn } from "./queries";
export { resolvePlain } from "./resolve-plain";

export interface LoadOptions {
  /** Root of the repository, absolute. */
  readonly repository: string;
  /** Directory of the definitions, absolute, inside of the repository. */
  readonly root: string;
  /** Directory with the central sharing of one environment, absolute, inside of the repository. */
  readonly access?: string;
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly environment: NodeJS.ProcessEnv;
  /** Variables whose values are not secret. */
  readonly plainEnv?: readonly string[];
  /** The variable that holds the API token, if the stack names one; definitions must not use it. */
  readonly tokenEnv?: string | undefined;
  /** Called before each file of definitions is read. */
  readonly progress?: Progress;
}

/**
 * Reads and checks all definitions below a directory. Errors in them do not throw, but are collected in `problems`.
 * @throws UserError if there is no such directory inside of the repository
 */
export function loadProject(options: LoadOptions): Project {
  const report = new Report();
  const variables: Variables = {
    environment: options.environment,
    plain: new Set(options.plainEnv),
    tokenEnv: options.tokenEnv,
  };
  const places = placesOf(options.repository, options.root);
  const access = options.access === undefined ? undefined : placesOf(options.repository, options.access, "shares");
  const context = { places, catalog: withFormerNames(options.catalog), variables, report };
  const files = { all: 0, read: 0 };
  const progress: Progress = (index, all) => {
    files.all = all;
    options.progress?.(index, all);
  };
  const drafts = uniqueDrafts(
    readDrafts(context, progress, () => files.read++),
    report,
  );
  const unknown = new UnknownIds(report);
  if (access) addShares(drafts, readAccess(access, drafts, { variables, report, unknown }));
  const resolve = resolver(drafts, variables);
  checkRenames(drafts, report);
  checkNaturalKeys(drafts, resolve, report);
  checkGrants(drafts, resolve, variables, report);
  const graph = checkReferences(drafts, unknown, report);
  addQueries(drafts, graph, resolve);
  unknown.tell();
  const ranks = typeRanks(options.catalog);
  const rankOf = (id: string): number => ranks.get(drafts.get(id)?.type?.name ?? "") ?? 0;
  const ids = byRank(order(graph, report), withNames(drafts, graph, resolve), rankOf);
  const definitions = ids.flatMap((id) => definitionOf(drafts, id, graph) ?? []);
  return { definitions, problems: report.sorted(), files };
}

function addShares(drafts: Map<string, Draft>, shares: ReadonlyMap<string, Share>): void {
  for (const [id, share] of shares) {
    const draft = drafts.get(id);
    if (draft) drafts.set(id, { ...draft, share });
  }
}

function* readDrafts(context: Context, progress: Progress, isRead: () => void): Iterable<Draft> {
  for (const file of readFiles(context.places, context.report, progress)) {
    isRead();
    yield* readBlocks(file, context);
  }
}

/** Definitions by logical id, in the order of files; of duplicates, the first is kept. */
function uniqueDrafts(all: Iterable<Draft>, report: Report): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const draft of all) {
    const { logicalId, position } = draft;
    const first = drafts.get(logicalId)?.position;
    if (!first) drafts.set(logicalId, draft);
    else {
      const where = `${first.file}:${first.line}:${first.column}`;
      const message = `the logical id ${quote(logicalId)} is already used by the definition at ${where}; rename one of the two`;
      report.error(position, "DUPLICATE_LOGICAL_ID", message, logicalId);
    }
  }
  return drafts;
}

/** Undefined for a block of unknown type. */
function definitionOf(
  drafts: ReadonlyMap<string, Draft>,
  id: string,
  graph: ReadonlyMap<string, Edges>,
): Definition | undefined {
  const draft = drafts.get(id);
  if (!draft?.type) return undefined;
  const { logicalId, type, properties, artifacts, renamedFrom, share, smoke, position } = draft;
  return {
    logicalId,
    type: type.name,
    properties,
    artifacts,
    renamedFrom: renamedFrom.map(({ text }) => text),
    ...(share && { grants: share.grants.map(({ grant }) => grant) }),
    ...(smoke && { smoke }),
    file: position.file,
    dependsOn: [...(graph.get(id)?.keys() ?? [])].filter((target) => drafts.get(target)?.type),
  };
}
