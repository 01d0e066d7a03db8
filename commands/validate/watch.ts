import { watch, type FSWatcher } from "node:fs";
import { basename, dirname, resolve as resolvePath } from "node:path";
import { CORRECTIONS_FILE } from "../../providers/corrections";
import { quote } from "../../providers/visible";

const QUIET_MS = 100;
/** The longest wait if changes never stop. */
const LONGEST_MS = 1_000;

export interface WatchOptions {
  readonly resources?: string;
  readonly access?: string | undefined;
  readonly cwd: string;
  readonly stderr: { write(text: string): unknown };
  /** Ends the watching. */
  readonly signal?: AbortSignal;
}

export interface Changes {
  readonly changed: () => void;
  readonly failed: (error: Error) => void;
}

/** Everything below a directory, or one file in it, which need not exist yet. */
export interface Watched {
  readonly directory: string;
  readonly file?: string;
}

/** What watching needs from its environment. */
export interface World {
  /** Reports every change. @returns a function that ends it @throws if it cannot watch */
  readonly watch: (watched: Watched, changes: Changes) => () => void;
  readonly now: () => Date;
  /** @returns a function that cancels it */
  readonly later: (milliseconds: number, act: () => void) => () => void;
}

const realWorld: World = {
  watch: ({ directory, file }, changes) =>
    file === undefined ? watchTree(directory, changes) : watchEntry(directory, file, changes),
  now: () => new Date(),
  later: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** One entry of a directory. Not every system reports which one changed. */
function watchEntry(directory: string, file: string, { changed, failed }: Changes): () => void {
  const watcher = watch(directory, (_, name) => {
    if (name === null || name === file) changed();
  }).on("error", failed);
  return () => {
    watcher.close();
  };
}

/** Everything below a directory, even if it is replaced by another one, as git does: a watcher stays with the old one. */
function watchTree(directory: string, { changed, failed }: Changes): () => void {
  const open = () => watch(directory, { recursive: true }, changed).on("error", failed);
  let below: FSWatcher | undefined;
  const replaced = (): void => {
    below?.close();
    try {
      below = open();
    } catch (error) {
      // It may come back.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") failed(error as Error);
    }
    changed();
  };
  const closeEntry = watchEntry(dirname(directory), basename(directory), { changed: replaced, failed });
  try {
    below = open();
  } catch (error) {
    closeEntry();
    throw error;
  }
  return () => {
    closeEntry();
    below?.close();
  };
}

/**
 * Validates once, and again when changes below the directories or to the catalog's corrections have stopped.
 * @returns the exit code of the last validation; 2 at once if there is nothing to watch
 */
export function validateAgain(
  { resources = "resources", access, cwd, stderr, signal }: WatchOptions,
  validate: () => number,
  { watch, now, later }: World = realWorld,
): Promise<number> {
  const places: readonly Watched[] = [
    ...(access === undefined ? [resources] : [resources, access]).map((directory) => ({ directory })),
    { directory: ".", file: CORRECTIONS_FILE },
  ];
  const nameOf = ({ directory, file }: Watched): string => quote(file ?? directory);
  return new Promise((resolve, reject) => {
    const closers: (() => void)[] = [];
    let calledOff = (): void => undefined;
    let last = 0;
    const end = (code: number): void => {
      calledOff();
      for (const close of closers.splice(0)) close();
      resolve(code);
    };
    const failed = (place: Watched, error: Error): void => {
      const reason = (error as NodeJS.ErrnoException).code ?? error.message;
      stderr.write(`error: ${nameOf(place)} cannot be watched (${reason}); run validate without --watch\n`);
      end(2);
    };
    let since: number | undefined;
    const again = (): void => {
      since = undefined;
      stderr.write(`\n--- ${now().toTimeString().slice(0, 8)} ---\n`);
      try {
        last = validate();
      } catch (error) {
        // Nothing would catch an error thrown in a timer.
        const bug = error as Error;
        reject(bug);
      }
    };
    const changed = (): void => {
      const at = now().getTime();
      since ??= at;
      if (at - since >= LONGEST_MS) return;
      calledOff();
      calledOff = later(QUIET_MS, again);
    };
    signal?.addEventListener("abort", () => end(last));
    // Watching starts before validation, so that no change is missed.
    for (const place of places) {
      try {
        const onFailure = (error: Error): void => failed(place, error);
        const directory = resolvePath(cwd, place.directory);
        closers.push(watch({ ...place, directory }, { changed, failed: onFailure }));
      } catch (error) {
        // If there is no such directory, validation explains it better.
        return validate() === 2 ? end(2) : failed(place, error as Error);
      }
    }
    last = validate();
    if (last === 2) return end(2);
    stderr.write(`watching ${places.map(nameOf).join(", ")}; stop with Ctrl+C\n`);
  });
}
