import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/** Whether a file can be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The first program of that name on PATH, except in npm's `node_modules/.bin`: the npm package `pulumi` there is a separate
 * way to get the CLI, not an installed CLI.
 */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  return (environment.PATH ?? "")
    .split(delimiter)
    .filter(
      (directory) =>
        directory !== "" && !(basename(directory) === ".bin" && basename(dirname(directory)) === "node_modules"),
    )
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** A program installed together with another one, whatever links lead to that. */
export function findBeside(name: string, program: string): string | undefined {
  const file = join(dirname(realpathSync(program)), name);
  return isExecutable(file) ? file : undefined;
}
