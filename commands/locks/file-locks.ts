import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseLock, type LockStore } from "./lock";

/** The locks in a directory of a `file://` backend. */
export function fileLocks(directory: string): LockStore {
  return {
    async list() {
      const names = await readdir(directory).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
      });
      const locks = names.filter((name) => name.endsWith(".json"));
      return Promise.all(locks.map(async (name) => parseLock(name, await readFile(join(directory, name), "utf8"))));
    },
    async release({ name }) {
      await rm(join(directory, name), { force: true });
      // Beside each file, the CLI's file store keeps one with its attributes.
      await rm(join(directory, `${name}.attrs`), { force: true });
    },
  };
}
