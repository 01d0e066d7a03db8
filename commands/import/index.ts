import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { projectCatalog } from "../../providers/corrections";
import { openStack } from "../stack";
import type { Entry } from "./entries";
import { matchAll, type Item } from "./match";
import { lineOf, reportText } from "./report";
import { openSession, type Session } from "./session";
import { takeOver } from "./takeover";

interface Options {
  readonly stack: string;
  readonly match: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `amorphic-cicd import`. */
export function importCommand(): Command {
  return new Command("import")
    .description(
      "Takes objects that are in Amorphic already over into the stack's state. Shows first what differs; " +
        "Amorphic itself is only read.",
    )
    .requiredOption("--stack <name>", "the stack, such as dev")
    .requiredOption("--match", "look every definition up by its natural key")
    .option("--yes", "do not ask; without a terminal it takes this to take anything over")
    .option("--json", "print what was found as JSON; asks nothing")
    .action(async (options: Options) => {
      const stack = await openStack(options.stack);
      const session = await openSession(stack, projectCatalog(stack.project));
      process.exitCode = await importByMatch(session, options);
    });
}

/** Shows what stands in the environment and, if that is confirmed, takes it over. @returns the exit code */
async function importByMatch(session: Session, { yes, json }: Pick<Options, "yes" | "json">): Promise<number> {
  const { stack, config, definitions, managed, lifecycles } = session;
  const variables = { environment: stack.environment, plainEnv: config.plainEnv };
  process.stderr.write(`looking up ${String(definitions.length)} definitions in ${stack.name}\n`);
  const items = await matchAll({ definitions, lifecycles, managed, variables });
  const lines = items.map(lineOf);
  const entries = items.flatMap(entryOf);
  if (!json) process.stdout.write(reportText(lines));

  const isConfirmed = entries.length > 0 && (yes ?? (!json && (await confirmed(entries.length, stack.name))));
  if (isConfirmed) await takeOver(stack, lifecycles, entries);
  if (json) {
    const report = { stack: stack.name, imported: isConfirmed, resources: lines };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  process.stderr.write(`${outcome(entries.length, isConfirmed, stack.name)}\n`);
  return lines.some(({ status }) => status === "unclear") ? 1 : 0;
}

const entryOf = ({ logicalId, type, finding }: Item): Entry[] =>
  finding.kind === "found"
    ? [{ logicalId, type, id: finding.id, inputs: finding.inputs, outputs: finding.outputs }]
    : [];

/** Asks, if there is somebody to ask. */
async function confirmed(count: number, stack: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Take ${objects(count)} over into ${stack}? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

function outcome(count: number, isConfirmed: boolean, stack: string): string {
  if (isConfirmed) {
    return `${objects(count)} taken over; \`bin/amorphic-cicd plan --stack ${stack}\` shows what is left to do`;
  }
  return count === 0 ? "nothing to take over" : "shown only, nothing was taken over: confirm with --yes";
}

const objects = (count: number): string => `${String(count)} object${count === 1 ? "" : "s"}`;
