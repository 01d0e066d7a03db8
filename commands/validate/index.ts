import { Command, Option } from "commander";
import { loadCatalog } from "../../providers/corrections";
import { isError, problemLine, type Problem, type Project } from "../../providers/definitions";
import { sourceReader, type Source } from "../../providers/definitions/source";
import { readDefinitions, type DefinitionSettings } from "../../providers/engine/definitions";
import { UserError } from "../../providers/errors";
import { definitionSettings, stackOption } from "../shared/definition-settings";
import { counted } from "../shared/text";
import { frame } from "./frame";
import { validateAgain } from "./watch";

export interface ValidateOptions extends Partial<DefinitionSettings> {
  /** Problems as a JSON array instead of lines. */
  readonly json?: boolean;
  /** Root of the repository. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
}

interface Flags {
  readonly stack?: string;
  readonly resources: string;
  readonly access?: string;
  readonly json?: true;
  readonly watch?: true;
}

interface Output {
  /** Whether a person looks at it. */
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Fewer files are read too quickly to need progress. */
const MANY_FILES = 2_000;
const FILES_A_STEP = 500;
const USUAL_WIDTH = 80;

/** Checks all definitions and prints what is wrong. @returns the exit code: 0 good, 1 errors found, 2 wrong usage */
export function validate(options: ValidateOptions): number {
  const { cwd, env, stdout, stderr } = options;
  let project: Project;
  let corrected: ReturnType<typeof loadCatalog>;
  try {
    corrected = loadCatalog(cwd);
    const settings = { resources: "resources", plainEnv: [], ...options };
    const progress = stderr.isTTY ? progressOn(stderr) : undefined;
    project = readDefinitions(cwd, settings, corrected.catalog, env, progress);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    stderr.write(`error: ${error.message}\n`);
    return 2;
  }
  const problems = [...corrected.problems, ...project.problems];
  if (options.json) stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else if (stdout.isTTY) writeWithFrames(problems, sourceReader(cwd, corrected.catalog), stdout);
  else if (problems.length > 0) stdout.write(problems.map((problem) => `${problemLine(problem)}\n`).join(""));
  stderr.write(`${summary(project, problems)}\n`);
  return problems.some(isError) ? 1 : 0;
}

/** `amorphic-cicd validate`. */
export function validateCommand(): Command {
  return new Command("validate")
    .description("Check definitions offline")
    .addOption(stackOption())
    .option("--resources <dir>", "directory of the definitions", "resources")
    .option("--access <dir>", "directory of the central sharing of one environment")
    .option("--json", "print problems as a JSON array")
    .addOption(new Option("--watch", "check again whenever a file changes").conflicts("json"))
    .action(async ({ watch, stack, ...given }: Flags) => {
      const { stdout, stderr, env } = process;
      const cwd = process.cwd();
      const unread = new AbortController();
      if (watch) for (const stream of [stdout, stderr]) stream.once("error", () => unread.abort());
      const settings = stack === undefined ? {} : definitionSettings(stack, cwd);
      const options = { ...given, ...settings, cwd, env, stdout, stderr, signal: unread.signal };
      process.exitCode = watch ? await validateAgain(options, () => validate(options)) : validate(options);
    });
}

/** Progress in one line that overwrites itself and is removed at the end. */
function progressOn(stderr: Output): (read: number, files: number) => void {
  return (read, files) => {
    if (files <= MANY_FILES) return;
    if (read % FILES_A_STEP === 0) stderr.write(`\r${read} of ${files} files`);
    if (read === files - 1) stderr.write("\r\u001b[K");
  };
}

/** Prints each problem with its place in the file. Problems come sorted, so only one file is in memory at a time. */
function writeWithFrames(problems: readonly Problem[], read: ReturnType<typeof sourceReader>, stdout: Output): void {
  // A terminal that does not know its width reports 0.
  const columns = stdout.columns === undefined || stdout.columns === 0 ? USUAL_WIDTH : stdout.columns;
  let open: { file: string; source: Source | undefined } | undefined;
  for (const problem of problems) {
    if (open?.file !== problem.file) open = { file: problem.file, source: read(problem.file) };
    const shown = open.source ? frame(open.source, problem, columns) : [];
    stdout.write(`${[problemLine(problem), ...shown, ""].join("\n")}\n`);
  }
}

function summary({ definitions, files: { all, read } }: Project, problems: readonly Problem[]): string {
  const files = read < all ? `${read} of ${counted(all, "file")}` : counted(all, "file");
  const errors = problems.filter(isError).length;
  const counts = [counted(errors, "error"), counted(problems.length - errors, "warning")];
  return `${counted(definitions.length, "definition")} in ${files}, ${counts.join(", ")}`;
}
