import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  type Dirent,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import type { Plan } from "./dockerfile";

/**
 * Lays out the files as in the image, readable by everybody and writable by nobody. A rehearsal may run as root, so no link
 * of the application's may lead outside of it: one to a file of the application is copied as that file.
 * @param from the application's directory
 * @returns why this takes Docker; undefined if the files are laid out
 */
export function layOut({ copies, directory }: Plan, from: string, root: string): string | undefined {
  mkdirSync(inside(root, directory), { recursive: true });
  for (const copy of copies) {
    const target = inside(root, copy.to.startsWith("/") ? copy.to : join(copy.directory, copy.to));
    for (const source of copy.from) {
      const files = filesOf(from, source);
      if (typeof files === "string") return files;
      const intoDirectory = copy.to.endsWith("/") || statSync(target, { throwIfNoEntry: false })?.isDirectory();
      for (const file of files) {
        // If the source is itself a file, `file` is empty.
        const to = file === "" && intoDirectory ? join(target, basename(source)) : join(target, file);
        mkdirSync(dirname(to), { recursive: true });
        copyFileSync(join(from, source, file), to);
      }
    }
  }
  setModes(root, 0o555);
  return undefined;
}

/** Makes removable what was laid out. */
export const openUp = (root: string): void => setModes(root, 0o755);

/** @returns the paths below a source, an empty one for a file; or why copying it takes Docker */
function filesOf(application: string, source: string): string[] | string {
  const top = realpathSync(application);
  const entries = lstatSync(join(application, source)).isDirectory()
    ? readdirSync(join(application, source), { recursive: true, withFileTypes: true })
        .filter((one) => !one.isDirectory())
        .map((one) => pathBelow(join(application, source), one))
    : [""];
  const bad = entries.find((one) => !isFileOf(top, join(application, source, one)));
  return bad === undefined ? entries : `${join(source, bad)} is neither a file nor a link to a file of the application`;
}

const pathBelow = (top: string, { parentPath, name }: Dirent): string =>
  join(parentPath, name).slice(join(top, sep).length);

function isFileOf(top: string, path: string): boolean {
  try {
    return statSync(path).isFile() && realpathSync(path).startsWith(top + sep);
  } catch {
    // A link that leads nowhere, or in a circle.
    return false;
  }
}

/** @throws if the path leaves the directory, which a plan's paths never do */
function inside(root: string, path: string): string {
  const target = join(root, path);
  if (target !== root && !target.startsWith(root + sep)) throw new Error(`${path} is not in ${root}`);
  return target;
}

/** Sets the mode of the directory and all that is in it, top down: what cannot be entered cannot be changed either. */
function setModes(root: string, mode: number): void {
  chmodSync(root, mode);
  for (const one of readdirSync(root, { recursive: true, withFileTypes: true }))
    if (!one.isSymbolicLink()) chmodSync(join(one.parentPath, one.name), mode);
}
