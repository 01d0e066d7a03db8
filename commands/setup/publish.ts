import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** The sign after the host's name occurs in no name, so that `build` does not take the drafts of `build-2` for its own. */
const draftPrefix = (): string => `.draft-${hostname()}@`;

/**
 * Makes a directory that exists as a whole or not at all: `fill` works in a draft beside it, which is then renamed. If two
 * processes make the same one, the second takes over the first one's. A directory that does not pass `isGood` is replaced.
 */
export async function publish(
  directory: string,
  isGood: (directory: string) => boolean | Promise<boolean>,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  removeAbandoned(dirname(directory));
  const draft = mkdtempSync(join(dirname(directory), `${draftPrefix()}${String(process.pid)}-`));
  try {
    await fill(draft);
    while (!renamed(draft, directory) && !(await isGood(directory))) {
      // Moved aside first: removing takes time, in which another process would see half of it.
      const aside = `${draft}-${basename(directory)}`;
      if (renamed(directory, aside)) rmSync(aside, { recursive: true, force: true });
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    // Another process was faster: the target is taken, or what was to be moved aside is already gone.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR" || (code === "ENOENT" && !existsSync(from)))
      return false;
    throw error;
  }
}

/** Removes drafts of killed processes; those of other hosts that share the cache are left alone. */
function removeAbandoned(parent: string): void {
  const prefix = draftPrefix();
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (!isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
