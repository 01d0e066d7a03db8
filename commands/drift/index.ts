import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { projectCatalog } from "../../providers/corrections";
import { FILES_VARIABLE } from "../../providers/engine/connect";
import { UserError } from "../../providers/errors";
import { visible } from "../../providers/visible";
import { deploy } from "../deploy";
import { checkWritable, writeReport } from "../shared/files";
import { withBuildNote } from "../locks/build-note";
import { prepare } from "../plan/prepare";
import { digestOf } from "../plan/digest";
import { platformOf } from "../plan/platform";
import { problemLine } from "../plan/problem";
import { shortList } from "../plan/words";
import { openStack, projectName, type Stack } from "../shared/stack";
import { checkState } from "../state/guard";
import { driftOf, followersOf, recordedOf, type Drift, type Drifted } from "./drift";
import { driftMarkdown, driftReport, driftText } from "./report";
import { withWho } from "./who";

interface Options {
  readonly stack: string;
  readonly json?: string;
  readonly markdown?: string;
  readonly files?: true;
  readonly fix?: true;
}

/** `amorphic-cicd drift`. */
export function driftCommand(): Command {
  return new Command("drift")
    .description("Show what was changed or deleted by hand since the last run; takes no lock, exits with 1 on drift")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--json <file>", "also write it as JSON (schemas/drift.schema.json)")
    .option("--markdown <file>", "also write it as Markdown")
    .option("--files", "also compare scripts and libraries' files, which Amorphic must then hand out one by one")
    .option("--fix", "undo the changes made by hand, and deploy nothing else")
    .action(async (options: Options) => {
      checkWritable(options.json, options.markdown);
      const stack = await openStack(options.stack);
      await checkState(stack);
      process.exitCode = options.files
        ? await withFiles(stack, (watching, notes) => drift(watching, options, notes))
        : await drift(stack, options);
    });
}

/** Lets refreshes compare files. @param work also gets the file to which they write what they could not compare */
async function withFiles(stack: Stack, work: (stack: Stack, notes: string) => Promise<number>): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "amorphic-drift-"));
  const notes = join(directory, "not-compared");
  try {
    return await work({ ...stack, environment: { ...stack.environment, [FILES_VARIABLE]: notes } }, notes);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** @returns the exit code */
async function drift(stack: Stack, options: Options, notes?: string): Promise<number> {
  const { followers, ...found } = await find(stack, notes);
  if (options.json !== undefined) {
    const report = driftReport(found, projectName(stack.project), stack.name);
    writeReport(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (options.markdown !== undefined) writeReport(options.markdown, driftMarkdown(found, stack.name));
  process.stdout.write(driftText(found));
  if (found.drifted.length === 0) return 0;
  return options.fix ? withBuildNote(stack, () => fix(stack, found.drifted, followers)) : 1;
}

/** @throws UserError if the preview failed */
async function find(stack: Stack, notes?: string): Promise<Drift & { readonly followers: readonly string[] }> {
  const { plan, refreshed, config, redact } = await prepare(stack, { refresh: true });
  if (plan.errors.length > 0) {
    throw new UserError(`Drift could not be determined:\n${plan.errors.map((error) => problemLine(error)).join("\n")}`);
  }
  const catalog = projectCatalog(stack.project);
  const drifted = driftOf(refreshed, plan, { redact, catalog });
  const told = notes !== undefined && existsSync(notes) ? readFileSync(notes, "utf8").trimEnd().split("\n") : [];
  const found = { managed: refreshed.length, notCompared: [...new Set(told)].sort().map(redact) };
  const followers = followersOf(plan, drifted, catalog);
  if (drifted.length === 0) return { ...found, drifted, followers };
  return { ...found, followers, drifted: await withWho(drifted, recordedOf(refreshed), platformOf(config), catalog) };
}

/**
 * Corrects what only drifted, by deploying these resources alone.
 * @param followers what still refers to deleted objects after these are recreated
 * @returns the exit code: 1 if anything is left
 */
async function fix(stack: Stack, drifted: readonly Drifted[], followers: readonly string[]): Promise<number> {
  const targets = drifted.filter(({ remedy }) => remedy === "fix").map(({ urn }) => urn);
  const code =
    targets.length === 0
      ? 0
      : await deploy(stack, {
          targets,
          // Something may have been committed or changed since; then people should look again.
          refuse: (plan) =>
            digestOf(plan).changes.map(
              ({ operation, type, logicalId }) =>
                `this would also ${operation} ${type} ${logicalId} as its definition has changed: deploy that instead, or run drift again`,
            ),
        });
  if (code === 0 && followers.length > 0) {
    const refer = followers.length > 1 ? "refer" : "refers";
    process.stderr.write(
      `${visible(shortList(followers))} still ${refer} to what was deleted, by its former id: \`plan\` shows what a deployment would change\n`,
    );
  }
  return targets.length < drifted.length || followers.length > 0 ? 1 : code;
}
