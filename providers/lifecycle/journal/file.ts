import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UserError } from "../../errors";
import type { Journal } from "./journal";
import { entryPath, entryText, isEntryPath, parseEntry, parseEntryAt } from "./entry";

/** A journal in a directory, readable by its owner only. A crash leaves each entry as it was or as it was to be. */
export function fileJournal(root: string): Journal {
  const fileOf = (type: string, key: readonly string[]): string => join(root, entryPath(type, key));
  return {
    async read(type, key) {
      const file = fileOf(type, key);
      const text = await readText(file);
      return text === undefined ? undefined : parseEntry(text, type, key, file);
    },

    async claim(entry) {
      const file = fileOf(entry.type, entry.key);
      return attempt("written", file, async () => {
        try {
          await put(file, entryText(entry), link);
          return true;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
          throw error;
        }
      });
    },

    async write(entry) {
      const file = fileOf(entry.type, entry.key);
      await attempt("written", file, () => put(file, entryText(entry), rename));
    },

    async list() {
      const found = await attempt("read", root, () => orMissing(readdir(root, { recursive: true }), []));
      return found.map((path) => path.split(sep).join("/")).filter(isEntryPath);
    },

    async readAt(path) {
      const file = join(root, path);
      const text = await readText(file);
      return text === undefined ? undefined : parseEntryAt(text, path, file);
    },

    async remove(type, key) {
      const file = fileOf(type, key);
      await attempt("removed", file, async () => {
        await rm(file, { force: true });
        await settle(dirname(file)).catch((error: unknown) => {
          if (!isMissing(error)) throw error;
        });
      });
    },
  };
}

const readText = (file: string): Promise<string | undefined> =>
  attempt("read", file, () => orMissing(readFile(file, "utf8"), undefined));

async function orMissing<T, U>(work: Promise<T>, missing: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return missing;
    throw error;
  }
}

/** @param place puts the finished draft where it belongs: `rename` in the place of another, `link` only where none is */
async function put(file: string, text: string, place: typeof rename): Promise<void> {
  const directory = dirname(file);
  if ((await mkdir(directory, { recursive: true, mode: 0o700 })) !== undefined) await settle(dirname(directory));
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      // Without it a power cut after the rename could leave an empty file under the name.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  await settle(directory);
}

/** Makes what happened in a directory last. Windows keeps no directory open and needs none of this. */
async function settle(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function attempt<T>(what: string, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    const way = "Check the journal's URL, the rights on that directory and the space left.";
    throw new UserError(`The journal entry ${file} could not be ${what} (${code}). ${way}`);
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
