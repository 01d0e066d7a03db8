import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { Command } from "commander";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { UserError } from "../../providers/errors";
import { quote, visible, visibleLines } from "../../providers/visible";
import { readDriver } from "./driver";
import { settingsOf, type Adopted } from "./settings";
import { withSettings } from "./stack-file";

interface Options {
  readonly stack?: string;
  readonly dryRun?: boolean;
}

/** `amorphic-cicd adopt-driver`. */
export function adoptDriverCommand(): Command {
  return new Command("adopt-driver")
    .description("Write the settings of a CICD Utils driver into a stack's configuration, without running the driver")
    .argument("<driver>", "the driver, usually cicd.py")
    .option("--stack <name>", "the stack (default: the last part of the driver's access_management_dir)")
    .option("--dry-run", "show what would be written, without writing it")
    .action(async (driver: string, options: Options) => {
      process.exitCode = await adoptDriver(driver, options);
    });
}

/** @returns the exit code: 0 everything was written, 1 something must be done by hand */
async function adoptDriver(driver: string, { stack, dryRun = false }: Options): Promise<number> {
  const call = await readDriver(driver, contentOf(driver));
  const adopted = settingsOf(call.line, call.arguments);
  const file = `Pulumi.${stackName(stack, adopted)}.yaml`;
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const after = withSettings(file, before, adopted.settings);
  if (after !== before) {
    const patch = createTwoFilesPatch(file, file, before, after, "", "", {
      context: 2,
      headerOptions: FILE_HEADERS_ONLY,
    });
    process.stdout.write(visibleLines(patch));
    if (!dryRun) replace(file, after);
  }
  for (const { line, message } of adopted.todos) {
    process.stdout.write(`${visible(driver)}:${String(line)}: ${visible(message)}\n`);
  }
  process.stderr.write(`${file} ${outcome(after !== before, dryRun, adopted.todos.length)}\n`);
  return adopted.todos.length > 0 ? 1 : 0;
}

function outcome(differs: boolean, dryRun: boolean, left: number): string {
  const done = differs ? (dryRun ? "was not written (--dry-run)" : "was written") : "has these settings already";
  return left > 0 ? `${done}; ${String(left)} left to do by hand, see above` : done;
}

/** The name becomes part of a file's name. */
function stackName(given: string | undefined, { settings }: Adopted): string {
  const access = settings.get("access");
  const name = given ?? (typeof access === "string" ? basename(access) : undefined);
  if (name === undefined) {
    throw new UserError("The driver does not say which environment it is for; name the stack with --stack.");
  }
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) return name;
  throw new UserError(`${quote(name)} cannot be the name of a stack: use letters, digits, "_", "-" and "."`);
}

function contentOf(driver: string): Buffer {
  try {
    return readFileSync(driver);
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new UserError(`${visible(driver)} cannot be read (${code}). Name the driver of CICD Utils, usually cicd.py.`);
  }
}

/** A crash leaves the old file or the new one. */
function replace(file: string, text: string): void {
  const draft = `${file}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
