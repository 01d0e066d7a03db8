import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "../../providers/errors";

/** Copies what would be pushed: every file that git tracks, or would. @returns the commit it is based on */
export function checkOut(repository: string, directory: string): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: repository, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  let files: string[];
  let commit: string;
  try {
    files = git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0");
    commit = git("rev-parse", "HEAD").trim();
  } catch (error) {
    throw new UserError(`${repository} is not a git repository with a commit, so there is nothing to rehearse.`, {
      cause: error,
    });
  }
  for (const file of files) {
    if (file === "" || !existsSync(join(repository, file))) continue;
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(join(repository, file), join(directory, file), { verbatimSymlinks: true });
  }
  return commit;
}

/** Belongs to the real environment: its keys cannot be used here, and nothing may be sent there. */
const REAL = ["secretsprovider", "encryptedkey", "encryptionsalt"];
const REAL_SETTINGS = ["journal", "fingerprintKey", "tokenEnv", "tokenSecret"];

/** Points the stack's file at a simulator; everything else in it stays. */
export function pointAtSimulator(
  file: string,
  { url, roleId, userId }: { readonly url: string; readonly roleId: string; readonly userId: string },
): void {
  if (!existsSync(file))
    throw new UserError(`${file} is missing: a pipeline deploys a stack of the deployment project.`);
  const document = parseDocument(readFileSync(file, "utf8"));
  for (const key of REAL) document.delete(key);
  for (const key of REAL_SETTINGS) document.deleteIn(["config", `amorphic:${key}`]);
  for (const [key, value] of Object.entries({ apiUrl: url, roleId, userId })) {
    document.setIn(["config", `amorphic:${key}`], value);
  }
  writeFileSync(file, document.toString());
}
