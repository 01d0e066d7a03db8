import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileStore, ifMissing } from "../../../providers/store/file-store";
import type { BackendEntry, Place } from "./";

/** Pulumi's file store keeps a file's attributes beside it. */
const ATTRIBUTES = ".attrs";

/** A `file://` backend. It has no versions. */
export function fileBackend(root: string): Place {
  const store = fileStore(root, { wayOut: "Check the backend's URL, its permissions and the free space." });
  return {
    ...store,
    list: (directory) =>
      store.attempt("read", directory, async (parent) => {
        const names = (await readdir(parent).catch(ifMissing)) ?? [];
        const entries = await Promise.all(
          names
            .filter((name) => !name.endsWith(ATTRIBUTES))
            .map(async (name): Promise<BackendEntry | undefined> => {
              // A run may end and remove its lock at any moment.
              const found = await stat(join(parent, name)).catch(ifMissing);
              return found?.isFile() ? { name, modified: found.mtime, size: found.size } : undefined;
            }),
        );
        return entries.filter((entry) => entry !== undefined);
      }),
    async write(path, bytes, replaces) {
      const isWritten = await store.write(path, bytes, replaces);
      // They are of the old bytes; the CLI needs none.
      if (isWritten) await store.remove(path + ATTRIBUTES);
      return isWritten;
    },
    async mend(path) {
      const attributes = await store.read(path + ATTRIBUTES);
      // The CLI replaces the file atomically, but not its attributes: "failed to load checkpoint: EOF".
      if (attributes && !isJson(Buffer.from(attributes.bytes).toString())) await store.remove(path + ATTRIBUTES);
    },
    async remove(path) {
      await store.remove(path);
      await store.remove(path + ATTRIBUTES);
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
