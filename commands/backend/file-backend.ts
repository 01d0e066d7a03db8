import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../providers/errors";
import type { Backend, Entry } from ".";

/** Beside each file, the CLI's file store keeps one with its attributes. */
const ATTRIBUTES = ".attrs";

/** A `file://` backend. It has no versions. */
export function fileBackend(root: string): Backend {
  const at = (path: string): string => join(root, path);
  const read = async (path: string) => {
    const bytes = await attempt("read", at(path), () => readFile(at(path)).catch(ifMissing));
    return bytes && { bytes, tag: tagOf(bytes) };
  };
  return {
    where: at,
    read,
    list: (directory) =>
      attempt("read", at(directory), async () => {
        const names = (await readdir(at(directory)).catch(ifMissing)) ?? [];
        const entries = await Promise.all(
          names
            .filter((name) => !name.endsWith(ATTRIBUTES))
            .map(async (name): Promise<Entry | undefined> => {
              // A run that ends takes its lock away at any moment.
              const found = await stat(join(at(directory), name)).catch(ifMissing);
              return found?.isFile() ? { name, modified: found.mtime, size: found.size } : undefined;
            }),
        );
        return entries.filter((entry) => entry !== undefined);
      }),
    async write(path, bytes, replaces) {
      const file = at(path);
      if (replaces !== undefined && (await read(path))?.tag !== replaces) throw changed(file);
      await attempt("written", file, async () => {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        const draft = `${file}.${randomUUID()}.tmp`;
        try {
          await writeFile(draft, bytes, { flag: "wx", mode: 0o600, flush: true });
          await (replaces === undefined ? link : rename)(draft, file);
        } finally {
          await rm(draft, { force: true });
        }
        // Those of other bytes; the CLI does without.
        await rm(file + ATTRIBUTES, { force: true });
      });
    },
    async mend(path) {
      const file = at(path) + ATTRIBUTES;
      await attempt("read", file, async () => {
        const text = await readFile(file, "utf8").catch(ifMissing);
        // The CLI replaces the file itself at one stroke, but not its attributes: "failed to load checkpoint: EOF".
        if (text !== undefined && !isJson(text)) await rm(file, { force: true });
      });
    },
    async remove(path) {
      await attempt("removed", at(path), async () => {
        await rm(at(path), { force: true });
        await rm(at(path) + ATTRIBUTES, { force: true });
      });
    },
    versions: () => Promise.resolve([]),
    readVersion: () => Promise.resolve(undefined),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const tagOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function ifMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}

async function attempt<T>(what: string, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "EEXIST") throw changed(file);
    throw new UserError(
      `${file} could not be ${what} (${code}). Check the backend's URL, the rights there and the space left.`,
    );
  }
}

const changed = (file: string): UserError =>
  new UserError(`${file} was changed by somebody else in this moment. Nothing was written; look again.`);
