import { Command } from "commander";
import { resolve as resolvePath } from "node:path";
import { catalog } from "../providers/catalog";
import { loadProject, type Problem, type Project } from "../providers/definitions";
import { UserError } from "../providers/errors";
import { visible } from "../providers/nearest";

export interface ValidateOptions {
  /** Directory of the definitions, relative to `cwd`. */
  readonly resources?: string;
  /** Problems as a JSON array instead of lines. */
  readonly json?: boolean;
  /** Root of the repository. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
}

interface Output {
  write(text: string): unknown;
}

/** Checks all definitions and prints what is wrong. @returns the exit code: 0 good, 1 errors found, 2 wrong usage */
export function validate(options: ValidateOptions): Promise<number> {
  return new Promise((resolve) => {
    resolve(run(options));
  });
}

function run(options: ValidateOptions): number {
  const { cwd, env, stdout, stderr } = options;
  let project: Project;
  try {
    const root = resolvePath(cwd, options.resources ?? "resources");
    project = loadProject({ repository: cwd, root, catalog, environment: env });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    stderr.write(`error: ${error.message}\n`);
    return 2;
  }
  const { problems } = project;
  if (options.json) stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else if (problems.length > 0) stdout.write(problems.map((problem) => `${line(problem)}\n`).join(""));
  stderr.write(`${summary(project)}\n`);
  return problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** The command of the command line. */
export function validateCommand(): Command {
  return new Command("validate")
    .description("check definitions, without a network")
    .option("--resources <dir>", "directory of the definitions", "resources")
    .option("--json", "print problems as a JSON array")
    .action(async ({ resources, json }: { resources: string; json?: boolean }) => {
      const { stdout, stderr, env } = process;
      const options = { resources, json: json ?? false, cwd: process.cwd(), env, stdout, stderr };
      process.exitCode = await validate(options);
    });
}

function line({ file, line: row, column, severity, code, message }: Problem): string {
  return `${visible(file)}:${row}:${column}: ${severity} ${code} ${message}`;
}

function summary({ definitions, problems }: Project): string {
  const files = new Set(definitions.map(({ position }) => position.file)).size;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const counts = [count(errors, "error"), count(problems.length - errors, "warning")];
  return `${count(definitions.length, "definition")} in ${count(files, "file")}, ${counts.join(", ")}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
