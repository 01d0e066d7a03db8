import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { isInside, statOf } from "../../../providers/definitions/files";
import { UserError } from "../../../providers/errors";
import type { LiveFile } from "../../../providers/lifecycle/live/files";
import { quote } from "../../../providers/visible";
import type { Composed } from "./compose";
import type { Variable } from "./secrets";

/** A file of the project; its path is relative to the project, with `/`. */
export interface NewFile {
  readonly path: string;
  readonly content: string | Buffer;
}

/** Lists, for people, the variables that definitions need. */
export const VARIABLES_FILE = ".env.example";

/** A definition with its files. */
export interface Written {
  readonly definition: NewFile;
  readonly files: readonly NewFile[];
  /** Why a file is missing. */
  readonly reasons: readonly string[];
}

/** @param root of the definitions, relative to the project */
export function filesOf({ live, names, block }: Composed, root: string, files: readonly LiveFile[]): Written {
  const directory = posix.join(root, names.directory);
  const usable = files.filter(({ name }) => isUsable(name, files));
  const reasons = files
    .filter((file) => !usable.includes(file))
    .map(
      ({ name }) =>
        `The file ${quote(name)} is not written, as its name cannot be used for a file beside a definition.`,
    );
  const artifacts = Object.entries(live.type.artifacts).flatMap(([artifact, { many }]): [string, unknown][] => {
    const paths = usable.filter((file) => file.artifact === artifact).map(({ name }) => `${directory}/${name}`);
    // A partial list would be taken for all.
    const isWhole = files.every((file) => file.artifact !== artifact || usable.includes(file));
    return paths.length === 0 || !isWhole ? [] : [[artifact, many ? paths.sort() : paths[0]]];
  });
  const { Type, Properties, ...rest } = block;
  const whole = {
    Type,
    ...(artifacts.length > 0 && { Artifacts: Object.fromEntries(artifacts) }),
    Properties,
    ...rest,
  };
  return {
    definition: {
      path: `${directory}/${names.file}`,
      content: json({ [names.logicalId]: whole }),
    },
    files:
      artifacts.length === 0 ? [] : usable.map(({ name, bytes }) => ({ path: `${directory}/${name}`, content: bytes })),
    reasons,
  };
}

/** With functions such as `!Environ` on one line, as people do. */
const json = (value: object): string =>
  `${JSON.stringify(value, null, 2).replace(/\{\n *("!\w+": "(?:[^"\\]|\\.)*")\n *\}/g, "{ $1 }")}\n`;

/** Names come from the platform: must be valid on every system, in this directory, and not a definition's. */
const isUsable = (name: string, files: readonly LiveFile[]): boolean =>
  /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .+()-]{0,150}$/u.test(name) &&
  !/[. ]$|\.json$/i.test(name) &&
  !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) &&
  files.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length === 1;

/** The existing directories below the root, as `collection/name` in lower case. */
export function directoriesIn(root: string): Set<string> {
  const below = (path: string): string[] => (statOf(path)?.isDirectory() ? readdirSync(path) : []);
  const names = below(root).flatMap((collection) =>
    below(join(root, collection)).map((name) => `${collection}/${name}`),
  );
  return new Set(names.map((name) => name.toLowerCase()));
}

/** The names of the variables in the project's list. */
export function variablesIn(project: string): Set<string> {
  const path = join(project, VARIABLES_FILE);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return new Set(Array.from(text.matchAll(/^([A-Za-z_][A-Za-z0-9_]*)=/gm), ([, name = ""]) => name));
}

/**
 * Writes new files, and adds the variables to their list.
 * @throws UserError before anything is written, if a file exists already or would lie outside the project
 */
export function writeFiles(
  project: string,
  files: readonly NewFile[],
  variables: readonly (Variable & { readonly file: string })[],
): void {
  const real = realpathSync(project);
  const list = join(project, VARIABLES_FILE);
  const blocked = [
    ...files.filter(({ path }) => isThere(join(project, path)) || !isInside(real, placeOf(join(project, path)))),
    ...(lstatSync(list, { throwIfNoEntry: false })?.isFile() === false ? [{ path: VARIABLES_FILE }] : []),
  ];
  if (blocked.length > 0) {
    const paths = blocked.map(({ path }) => `\n  ${quote(path)}`).join("");
    throw new UserError(`These files exist already, or are outside the project, so nothing was written:${paths}`);
  }
  for (const { path, content } of files) {
    attempt(path, () => {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), content, { flag: "wx" });
    });
  }
  if (variables.length === 0) return;
  attempt(VARIABLES_FILE, () =>
    writeFileSync(list, (existsSync(list) ? "\n" : HEADER) + variables.map(entryOf).join("\n"), { flag: "a" }),
  );
}

function attempt(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${quote(path)} could not be written (${code}). Nothing was imported. Remove what was written so far (\`git status\` shows ` +
        "it), make the directory writable, and run the command again.",
    );
  }
}

const HEADER =
  "# Secrets that the definitions take from the environment: set each where deployments run.\n" +
  "# This file only lists them. It is committed, so put no values here.\n\n";

const entryOf = ({ name, logicalId, field, file }: Variable & { file: string }): string =>
  `# ${field} of ${logicalId}, in ${file}\n${name}=\n`;

/** Also true for a dangling link, and below a file, where nothing can be written. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return true;
    throw error;
  }
}

/** Where a new file would really be, with links resolved. */
function placeOf(path: string): string {
  const above = dirname(path);
  return isThere(above) ? resolve(realpathSync(above), path.slice(above.length + 1)) : placeOf(above);
}
