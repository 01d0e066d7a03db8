import { accessSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../../providers/errors";
import { quote } from "../../providers/visible";

/** Writes a file that an option names, creating its directory. @throws UserError if it cannot be written */
export function writeReport(file: string, content: string): void {
  attempt(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  });
}

/**
 * Fails early if a file cannot be written, before anybody waits for its content; creates the directories.
 * @param files those that options name; undefined if not given
 * @throws UserError
 */
export function checkWritable(...files: readonly (string | undefined)[]): void {
  for (const file of files) {
    if (file === undefined) continue;
    attempt(file, () => {
      const directory = dirname(file);
      mkdirSync(directory, { recursive: true });
      // An unset variable gives "", which is the current directory.
      const there = statSync(resolve(file), { throwIfNoEntry: false });
      if (there?.isDirectory()) throw new Error("it is a directory");
      accessSync(there ? file : directory, constants.W_OK);
    });
  }
}

function attempt(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UserError(`${quote(file)} cannot be written (${(error as Error).message}). Name another file.`, {
      cause: error,
    });
  }
}
