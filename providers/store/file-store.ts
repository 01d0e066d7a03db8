import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UserError } from "../errors";
import type { Store } from "./store";

/** What errors say. */
export interface FileWords {
  /** Before the file's name. */
  readonly called?: string;
  readonly wayOut: string;
}

export interface FileStore extends Store {
  /** Does something with the file at a path; an error names the file. */
  readonly attempt: <T>(
    what: "read" | "written" | "removed",
    path: string,
    work: (file: string) => Promise<T>,
  ) => Promise<T>;
}

/** A store in a directory, readable by its owner only. A crash leaves each file either old or new. */
export function fileStore(root: string, { called = "", wayOut }: FileWords): FileStore {
  const where = (path: string): string => join(root, path);
  const attempt: FileStore["attempt"] = async (what, path, work) => {
    const file = where(path);
    try {
      return await work(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new UserError(`${called}${file} could not be ${what} (${code}). ${wayOut}`);
    }
  };
  const read: Store["read"] = async (path) => {
    const bytes = await attempt("read", path, (file) => readFile(file).catch(ifMissing));
    return bytes && { bytes, tag: createHash("sha256").update(bytes).digest("hex") };
  };
  return {
    where,
    attempt,
    read,

    async write(path, bytes, replaces) {
      if (typeof replaces === "object" && (await read(path))?.tag !== replaces.tag) return false;
      return attempt("written", path, async (file) => {
        try {
          await put(file, bytes, replaces === "nothing" ? link : rename);
          return true;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
          throw error;
        }
      });
    },

    list: () =>
      attempt("read", "", async (directory) => {
        const found = (await readdir(directory, { recursive: true }).catch(ifMissing)) ?? [];
        return found.map((path) => path.split(sep).join("/"));
      }),

    remove: (path) =>
      attempt("removed", path, async (file) => {
        await rm(file, { force: true });
        await settle(dirname(file)).catch(ifMissing);
      }),
  };
}

/** @param place moves the finished draft to its path: `rename` replaces a file there, `link` fails if there is one */
async function put(file: string, bytes: Uint8Array, place: typeof rename): Promise<void> {
  const directory = dirname(file);
  if ((await mkdir(directory, { recursive: true, mode: 0o700 })) !== undefined) await settle(dirname(directory));
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    // Without the flush, a power cut after the rename could leave an empty file under the name.
    await writeFile(draft, bytes, { flag: "wx", mode: 0o600, flush: true });
    await place(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  await settle(directory);
}

/** Makes changes of a directory durable. Windows opens no directories and needs none of this. */
async function settle(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** For `catch`: nothing if there is no such file. */
export function ifMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
