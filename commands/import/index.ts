import { Command, Option } from "commander";
import { projectCatalog } from "../../providers/corrections";
import { UserError } from "../../providers/errors";
import { openStack } from "../shared/stack";
import { counted } from "../shared/text";
import { confirmed } from "./confirm";
import { entryOf, matchAll } from "./match";
import { linesOf, reportText } from "./report";
import { openSession, questionOf, type Session } from "./session";
import { takeOver } from "./takeover";
import { importByWrite } from "./write";

interface Options {
  readonly stack: string;
  readonly match?: true;
  readonly write?: true;
  readonly type?: readonly string[];
  readonly name?: readonly string[];
  readonly domain?: readonly string[];
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `amorphic-cicd import`. */
export function importCommand(): Command {
  return new Command("import")
    .description(
      "Import objects that already exist in Amorphic into the stack's state, after showing the differences; " +
        "Amorphic itself is only read",
    )
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--match", "look up every definition by its natural key")
    .addOption(new Option("--write", "write definitions for objects that have none").conflicts("match"))
    .option("--type <types...>", "with --write: only objects of these types")
    .option("--name <patterns...>", "with --write: only objects with matching names; * matches any text")
    .option("--domain <names...>", "with --write: only these domains and what is in them")
    .option("--dry-run", "show what would be done, without doing it")
    .option("--yes", "do not ask; required to import anything without a terminal")
    .option("--json", "print what was found as JSON; asks nothing")
    .action(async (options: Options) => {
      checkOptions(options);
      const stack = await openStack(options.stack);
      const catalog = projectCatalog(stack.project);
      const session = await openSession(stack, catalog, options.write);
      const { type: types = [], name: names = [], domain: domains = [] } = options;
      process.exitCode = options.write
        ? await importByWrite(session, catalog, { types, names, domains }, options)
        : await importByMatch(session, options);
    });
}

function checkOptions({ match, write, type, name, domain }: Options): void {
  if (!match && !write) {
    throw new UserError(
      "Say what to import: --match for objects that have a definition, --write for objects that have none.",
    );
  }
  if (!write && (type ?? name ?? domain)) {
    throw new UserError("--type, --name and --domain select what is written, so they need --write.");
  }
}

/** Shows what is in the environment and, on confirmation, takes it over. @returns the exit code */
async function importByMatch(session: Session, { yes, json, dryRun }: Options): Promise<number> {
  const { stack, definitions, lifecycles } = session;
  process.stderr.write(`looking up ${String(definitions.length)} definitions in ${stack.name}\n`);
  const items = await matchAll(questionOf(session));
  const lines = linesOf(items, stack.environment);
  const entries = items.flatMap(entryOf);
  if (!json) process.stdout.write(reportText(lines));

  const question = `Import ${objects(entries.length)} into ${stack.name}?`;
  const isConfirmed = entries.length > 0 && !dryRun && (yes ?? (!json && (await confirmed(question))));
  if (isConfirmed) await takeOver(stack, lifecycles, entries);
  if (json) {
    const report = { stack: stack.name, imported: isConfirmed, resources: lines };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  process.stderr.write(`${outcome(entries.length, isConfirmed, stack.name)}\n`);
  return lines.some(({ status }) => status === "unclear") ? 1 : 0;
}

function outcome(count: number, isConfirmed: boolean, stack: string): string {
  if (isConfirmed) {
    return `${objects(count)} imported; \`bin/amorphic-cicd plan --stack ${stack}\` shows what is left to do`;
  }
  return count === 0 ? "nothing to import" : "shown only, nothing was imported: confirm with --yes";
}

const objects = (count: number): string => counted(count, "object");
