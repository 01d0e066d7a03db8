import { Command, InvalidArgumentError } from "commander";
import { projectCatalog } from "../../providers/corrections";
import { UserError } from "../../providers/errors";
import { visible } from "../../providers/visible";
import { openStack, type Stack } from "../shared/stack";
import { isSame } from "./compare";
import { findForgetting, forget, subjectIn } from "./forget";
import { openState, type Run, type StateStore } from "./history";
import { findRestoration, restoreState, type Restoration } from "./restore";
import { noStack } from "../shared/missing-stack";
import { differencesText, runRecord, runText, type Shown } from "./text";

/** `amorphic-cicd state`. */
export function stateCommand(): Command {
  const command = new Command("state").description(
    "Show what runs recorded of the stack's state, restore an earlier state, or let the stack forget objects",
  );
  command
    .command("history")
    .description("List the runs that changed the state, newest first; * marks the current state")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--limit <count>", "show at most this many", count, 20)
    .option("--json", "print an array of objects instead of lines")
    .action(async ({ stack, limit, json }: { stack: string; limit: number; json?: true }) => {
      const runs = await history(await openStack(stack), limit);
      if (json) console.log(JSON.stringify(runs.map(runRecord)));
      else console.log(runs.map(runText).join("\n") || "no runs");
    });
  command
    .command("restore")
    .description("Show what restoring an earlier state would change; restore it with --yes")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--version <id>", "id of a run or of a version in S3 (default: the last good recorded state)")
    .option("--yes", "restore it")
    .action(async ({ stack, version, yes }: { stack: string; version?: string; yes?: true }) => {
      await restore(await openStack(stack), version, yes === true);
    });
  command
    .command("forget")
    .description("Let the stack no longer manage objects, which stay in Amorphic as they are; do it with --yes")
    .argument("<logicalId...>", "logical ids, such as rOrders")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--yes", "forget them")
    .action(async (names: readonly string[], { stack, yes }: { stack: string; yes?: true }) => {
      await forgetNamed(await openStack(stack), names, yes === true);
    });
  return command;
}

async function history(stack: Stack, limit: number): Promise<Shown[]> {
  const state = openState(stack);
  const [runs, now] = await Promise.all([state.runs(limit), state.current()]);
  if (runs.length === 0 && !now) throw noStack(stack);
  const ids = await versionIds(state, runs);
  const left = runs[0] && (await state.recorded(runs[0]));
  const isCurrent = left !== undefined && now !== undefined && Buffer.compare(left.bytes, now.bytes) === 0;
  if (runs.length > 0 && !isCurrent) process.stderr.write("the current state is not that of the last run\n");
  return runs.map((run, index) => {
    const versionId = ids.get(run.id);
    return { ...run, current: index === 0 && isCurrent, ...(versionId !== undefined && { versionId }) };
  });
}

/** By run id, the S3 version that was current when the run copied the state. */
async function versionIds(state: StateStore, runs: readonly Run[]): Promise<Map<string, string>> {
  const copies = runs.flatMap(({ id, copy }) => (copy ? [{ id, copy }] : []));
  const oldest = copies.at(-1);
  if (!oldest) return new Map();
  try {
    const versions = await state.backend.versions(await state.path(), oldest.copy.modified);
    return new Map(
      copies.flatMap(({ id, copy }) => {
        const version = versions.find(({ modified }) => modified <= copy.modified);
        return version?.size === copy.size ? [[id, version.id]] : [];
      }),
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`versions in S3 are not shown: ${error.message}\n`);
    return new Map();
  }
}

async function restore(stack: Stack, version: string | undefined, yes: boolean): Promise<void> {
  const found = await findRestoration(stack, version);
  if (!found) {
    console.log("The current state is the last good one. To go back further, name an earlier one with --version.");
    return;
  }
  console.log(`The state ${found.what}\n${consequences(found)}`);
  if (!yes) {
    console.log("Nothing was changed; --yes restores it.");
    return;
  }
  await restoreState(stack, found);
  console.log(
    `The state was restored. Amorphic itself was not changed: run \`amorphic-cicd plan --stack ${stack.name}\` next.`,
  );
}

async function forgetNamed(stack: Stack, names: readonly string[], yes: boolean): Promise<void> {
  const catalog = projectCatalog(stack.project);
  const found = await findForgetting(stack, names);
  for (const object of found.objects) {
    console.log(
      `${subjectIn(catalog, object)}, id ${visible(object.id)}: stays in Amorphic, no longer managed by ${stack.name}`,
    );
  }
  if (!yes) {
    console.log("Nothing was changed; --yes does it.");
    return;
  }
  await forget(stack, catalog, found);
  console.log(
    "Forgotten. Now remove the blocks from the definitions: until then a deployment is refused, as it would create what exists.",
  );
}

function consequences({ differences, replaces }: Restoration): string {
  if (!replaces) return "There is no current state.";
  if (!differences) return "The current state cannot be read, so it is unknown what would change.";
  if (isSame(differences)) return "It contains the same as the current state.";
  const words = { added: "is known again", removed: "is no longer managed, and stays in Amorphic" };
  return `Compared with the current state:
${differencesText(differences, words)}`;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("It must be a number from 1 to 9999.");
  return Number(text);
}
