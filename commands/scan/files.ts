import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { quote } from "../../providers/visible";
import { findOnPath } from "../setup/executables";
import type { Run } from "../shared/run";

/** Directories of installed or generated files, which are not deployed. */
const MADE = new Set([".git", "node_modules", ".venv", "venv", "__pycache__", ".amorphic"]);

export interface RepositoryFiles {
  readonly files: readonly string[];
  /** Directories below the first level that were taken for installed packages because of their names. */
  readonly leftOut: readonly string[];
}

/**
 * Every file of the repository, as sorted relative paths with `/`: what git tracks or would, or without git every file
 * outside directories of installed packages. Links are left out: a target inside the repository is listed itself.
 * @throws UserError for a name that is not text, rather than leave the file out
 */
export async function repositoryFiles(repository: string, run: Run, env: NodeJS.ProcessEnv): Promise<RepositoryFiles> {
  const leftOut: string[] = [];
  const files = (await gitFiles(repository, run, env)) ?? walk(repository, "", leftOut);
  const unreadable = files.filter((file) => file.includes("\ufffd") && !isFile(join(repository, file)));
  if (unreadable.length > 0) {
    const names = unreadable.map(quote).join(", ");
    throw new UserError(`These names are not UTF-8, so the files cannot be scanned: ${names}; rename them.`);
  }
  return { files: [...new Set(files)].filter((file) => isFile(join(repository, file))).sort(), leftOut };
}

async function gitFiles(repository: string, run: Run, env: NodeJS.ProcessEnv): Promise<string[] | undefined> {
  const git = findOnPath("git", env);
  if (git === undefined) return undefined;
  // A repository's own configuration may name programs, such as a file-system monitor, that must not run.
  const safe = ["-c", "core.fsmonitor=false"];
  const args = [...safe, "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const outcome = await run(git, args, { cwd: repository, env });
  // Fails in a pipeline, which gets the sources without their history.
  return outcome.code === 0 ? outcome.stdout.split("\0").filter(Boolean) : undefined;
}

function walk(repository: string, directory: string, leftOut: string[]): string[] {
  return readdirSync(join(repository, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
    if (MADE.has(entry.name)) {
      // At the first level, it is what the pipeline itself installed.
      if (entry.isDirectory() && directory !== "") leftOut.push(path);
      return [];
    }
    if (entry.isDirectory()) return walk(repository, path, leftOut);
    return entry.isFile() ? [path] : [];
  });
}

/** False for a file that git still lists though it is deleted. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
