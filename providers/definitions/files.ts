import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from "node:fs";
import { extname, isAbsolute, join, relative, sep } from "node:path";
import { UserError } from "../errors";
import { quote } from "../visible";
import { compareText, type Report } from "./report";

/** The two directories, with symbolic links resolved so that paths below them can be compared. */
export interface Places {
  readonly repository: string;
  readonly root: string;
}

/** @throws UserError if the directory of definitions (or of `what`) is missing, not a directory, or outside of the repository */
export function placesOf(repository: string, root: string, what = "definitions"): Places {
  const shown = quote(relative(repository, root) || ".");
  if (!statOf(root)?.isDirectory()) {
    throw new UserError(`${shown} is not a directory, so there are no ${what} to read; correct the path`);
  }
  const places = { repository: realpathSync(repository), root: realpathSync(root) };
  if (!isInside(places.repository, places.root)) {
    throw new UserError(`${shown} is outside the repository; name a directory of ${what} inside it`);
  }
  return places;
}

/** A path relative to the repository, with `/` on every system. */
export function repositoryPath(repository: string, path: string): string {
  return relative(repository, path).split(sep).join("/");
}

export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}

/** Undefined if the path does not exist or is not accessible. */
export function statOf(path: string): Stats | undefined {
  try {
    // Creating an error is slow, and many of these paths do not exist.
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * All `*.json` files (in any case) below the root, sorted, as paths relative to the repository, without hidden entries and
 * `node_modules`. Links are followed last and only inside of the repository. Nothing is read twice, so cyclic links end.
 */
export function definitionFiles({ repository, root }: Places, report: Report): string[] {
  const files: Found[] = [];
  const directories: Found[] = [{ path: root, real: root }];
  const links: string[] = [];
  const seen = new Set<string>([root]);
  const problem = (path: string, code: string, message: string): void =>
    report.lost({ file: repositoryPath(repository, path), line: 1, column: 1 }, code, message);
  const add = (list: Found[], found: Found): void => {
    if (!seen.has(found.real)) list.push(found);
    seen.add(found.real);
  };
  const readDirectory = (directory: Found): void => {
    for (const entry of entriesOf(directory.path, problem)) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const path = join(directory.path, entry.name);
      const real = join(directory.real, entry.name);
      if (entry.isSymbolicLink()) links.push(path);
      else if (entry.isDirectory()) add(directories, { path, real });
      else if (entry.isFile() && isJsonFile(entry.name)) add(files, { path, real });
    }
  };
  const follow = (path: string): void => {
    const stats = statOf(path);
    const isJson = isJsonFile(path);
    if (!stats) {
      if (isJson || extname(path) === "") problem(path, "BROKEN_LINK", BROKEN);
    } else if (isJson || stats.isDirectory()) {
      const real = realpathSync(path);
      if (!isInside(repository, real)) problem(path, "OUTSIDE_REPOSITORY", OUTSIDE);
      else if (stats.isDirectory()) add(directories, { path, real });
      else if (stats.isFile()) add(files, { path, real });
    }
  };
  // Reading a directory may find more directories and links, and a link may lead to a directory.
  while (directories.length > 0) {
    for (let next = directories.pop(); next; next = directories.pop()) readDirectory(next);
    links.splice(0).sort(compareText).forEach(follow);
  }
  return files.map(({ path }) => repositoryPath(repository, path)).sort(compareText);
}

const isJsonFile = (path: string): boolean => path.toLowerCase().endsWith(".json");

/** The path where an entry was found, and its real path. */
interface Found {
  readonly path: string;
  readonly real: string;
}

const BROKEN = "the target of the symbolic link does not exist; correct or remove the link";
const OUTSIDE =
  "the symbolic link points outside the repository, where nobody reviews what is deployed; " +
  "copy the files into the repository, or remove the link";

function entriesOf(directory: string, problem: (path: string, code: string, message: string) => void): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    problem(directory, "UNREADABLE", `the directory cannot be read (${reasonOf(error)}); make it readable`);
    return [];
  }
}

/** The system's error code, since its message holds a path on this machine. */
export function reasonOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}
