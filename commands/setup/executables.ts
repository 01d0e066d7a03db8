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
 * The first program of that name on PATH. npm puts `node_modules/.bin` there, which holds the npm package `pulumi`: that
 * one is a way of its own, not an installed CLI.
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

/** A program that was installed together with another one, whatever links lead there. */
export function findBeside(name: string, program: string): string | undefined {
  const file = join(dirname(realpathSync(program)), name);
  return isExecutable(file) ? file : undefined;
}
