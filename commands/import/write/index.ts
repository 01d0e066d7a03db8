import { resolve } from "node:path";
import type { ResourceType } from "../../../providers/catalog/type";
import { loadDefinitions } from "../../../providers/engine/definitions";
import { refuseLocked } from "../../locks/locked";
import { counted } from "../../shared/text";
import { confirmed } from "../confirm";
import { entryOf, matchAll } from "../match";
import { linesOf, reportText, type Line } from "../report";
import { questionOf, type Session } from "../session";
import { takeOver } from "../takeover";
import { checkDomains, checkTypes, choose, type Filters } from "./choose";
import { compose, type Composed } from "./compose";
import { definedBy } from "./defined";
import { directoriesIn, filesOf, variablesIn, writeFiles, type Written } from "./files";
import { listEnvironment, readAll } from "./inventory";
import { nameOf, noteOf, type Note } from "./object";
import { writingText, type Writing } from "./text";

export interface Options {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** On confirmation, writes definitions for what an environment holds and takes it over. @returns the exit code */
export async function importByWrite(
  session: Session,
  catalog: ReadonlyMap<string, ResourceType>,
  filters: Filters,
  { yes, json, dryRun }: Options,
): Promise<number> {
  checkTypes(filters, [...catalog.keys()]);
  const { stack } = session;
  const draft = await draftOf(session, catalog, filters);
  const writing = writingOf(draft);
  const count = writing.definitions.length;
  if (!json) process.stdout.write(writingText(writing));

  const question = `Write ${counted(count, "definition")} and import the objects into ${stack.name}?`;
  const isConfirmed = count > 0 && !dryRun && (yes ?? (!json && (await confirmed(question))));
  const lines = isConfirmed ? await carryOut(session, catalog, draft) : [];
  if (json) {
    const report = { stack: stack.name, written: isConfirmed, ...writing, resources: lines };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else if (isConfirmed) {
    process.stdout.write(`\n${reportText(lines)}`);
  }
  if (writing.notTakenOver > 0) {
    const objects = counted(writing.notTakenOver, "object");
    process.stderr.write(`already defined, but not imported: ${objects}; ${howToContinue(stack.name)}\n`);
  }
  process.stderr.write(`${outcome(writing, isConfirmed, stack.name)}\n`);
  const isAllTaken = writing.notTakenOver === 0 && lines.every(({ status }) => status === "found");
  return isAllTaken && writing.notes.every(({ kind }) => kind !== "unclear") ? 0 : 1;
}

/** All that is to be written. */
interface Draft {
  readonly blocks: readonly (Composed & Written)[];
  readonly notes: readonly Note[];
  readonly defined: number;
  readonly notTakenOver: number;
}

async function draftOf(session: Session, catalog: ReadonlyMap<string, ResourceType>, filters: Filters): Promise<Draft> {
  const { stack, config, definitions, managed, lifecycles } = session;
  process.stderr.write(`reading the environment of ${stack.name}\n`);
  const inventory = await listEnvironment(lifecycles, (line) => process.stderr.write(`  ${line}\n`));
  checkDomains(filters, inventory);
  const defined = await definedBy(questionOf(session), inventory.candidates);
  const choice = choose(inventory.candidates, filters, defined.standingOf);
  process.stderr.write(`reading ${counted(choice.chosen.length, "object")} in full\n`);
  const { objects, notes } = await readAll(choice.chosen, lifecycles);

  const logicalIds = [...definitions.map(({ logicalId }) => logicalId), ...managed.map(({ name }) => name)];
  const made = compose(objects, {
    catalog,
    defined: defined.targets,
    taken: {
      logicalIds: new Set(logicalIds.map((id) => id.toLowerCase())),
      directories: directoriesIn(resolve(stack.project, config.resources)),
      variables: variablesIn(stack.project),
    },
  });
  const blocks = await Promise.all(
    made.composed.map(async (composed) => {
      const { type, id, object } = composed.live;
      const { files = [], reasons = [] } = (await lifecycles.get(type.name)?.readFiles(id, object)) ?? {};
      const written = filesOf(composed, config.resources, files);
      return { ...composed, ...written, reasons: [...reasons, ...written.reasons] };
    }),
  );
  const withoutFiles = blocks.flatMap(({ live, reasons }) =>
    reasons.map((reason) => noteOf(live, "incomplete", `${reason} ${WITHOUT_FILES}`)),
  );
  return {
    blocks,
    notes: [...inventory.notes, ...choice.notes, ...notes, ...made.notes, ...withoutFiles],
    defined: choice.defined,
    notTakenOver: choice.notTakenOver,
  };
}

const WITHOUT_FILES = "The definition omits its files, so the platform keeps the ones it has.";

const writingOf = ({ blocks, notes, defined, notTakenOver }: Draft): Writing => ({
  definitions: blocks.map(({ definition, live, names }) => ({
    file: definition.path,
    type: live.type.name,
    logicalId: names.logicalId,
    name: nameOf(live),
  })),
  files: blocks.flatMap(({ files }) => files.map(({ path }) => path)),
  variables: blocks.flatMap(({ variables }) => variables),
  notes,
  defined,
  notTakenOver,
});

/** Writes the files, checks them like every command, and takes over what they define. */
async function carryOut(
  session: Session,
  catalog: ReadonlyMap<string, ResourceType>,
  { blocks }: Draft,
): Promise<Line[]> {
  const { stack, config, lifecycles } = session;
  // Check first: once definitions are written, a second run would find nothing to write.
  await refuseLocked(stack);
  writeFiles(
    stack.project,
    blocks.flatMap(({ definition, files }) => [definition, ...files]),
    blocks.flatMap(({ variables, definition }) =>
      variables.map((variable) => ({ ...variable, file: definition.path })),
    ),
  );
  process.stderr.write(
    `${counted(blocks.length, "definition")} written; if this is interrupted, ${howToContinue(stack.name)}\n`,
  );
  const { definitions } = loadDefinitions(stack.project, config, catalog, stack.environment);
  const written = new Set(blocks.map(({ names }) => names.logicalId));
  const withFiles = new Set(blocks.filter(({ files }) => files.length > 0).map(({ names }) => names.logicalId));
  const all = await matchAll({ ...questionOf({ ...session, definitions }), withFiles });
  const items = all.filter(({ logicalId }) => written.has(logicalId));
  await takeOver(stack, lifecycles, items.flatMap(entryOf));
  return linesOf(items, stack.environment);
}

const howToContinue = (stack: string): string =>
  `\`bin/amorphic-cicd import --stack ${stack} --match\` continues from here`;

function outcome({ definitions, notes, defined }: Writing, isConfirmed: boolean, stack: string): string {
  if (definitions.length + notes.length + defined === 0) return `nothing to write: there is no such object in ${stack}`;
  if (definitions.length === 0) return "nothing to write";
  if (!isConfirmed) return "shown only, nothing was written or imported: confirm with --yes";
  return `done; \`bin/amorphic-cicd plan --stack ${stack}\` shows what is left to do`;
}
