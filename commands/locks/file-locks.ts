import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseLock, type LockStore } from "./lock";

/** The locks in a directory of a `file://` backend. */
export function fileLocks(directory: string): LockStore {
  return {
    async list() {
      const names = (await readdir(directory).catch(ifMissing)) ?? [];
      const locks = await Promise.all(
        names
          .filter((name) => name.endsWith(".json"))
          .map(async (name) => {
            // A run that ends takes its lock away at any moment.
            const text = await readFile(join(directory, name), "utf8").catch(ifMissing);
            return text === undefined ? undefined : parseLock(name, text);
          }),
      );
      return locks.filter((lock) => lock !== undefined);
    },
    async release({ name }) {
      await rm(join(directory, name), { force: true });
      // Beside each file, the CLI's file store keeps one with its attributes.
      await rm(join(directory, `${name}.attrs`), { force: true });
    },
  };
}

function ifMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
