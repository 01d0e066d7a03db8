import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/** What users may ask to run as in CodeBuild after all. */
export interface Realism {
  /** Installing the npm packages. */
  readonly install: boolean;
  /** Asking services on the Internet. */
  readonly online: boolean;
}

/** A command of the buildspecs that is not run as it is. */
export interface Replacement {
  readonly command: RegExp;
  readonly what: string;
  readonly by: string;
  readonly unless: keyof Realism;
  /** The command to run instead; without it, `act` does the work. */
  readonly text?: (command: string) => string;
  readonly act?: (directory: string, command: string) => void;
}

const OFFLINE_SCANNERS = "definitions,ruff,bandit,semgrep,gitleaks";

const replacements: readonly Replacement[] = [
  {
    command: /^npm ci /,
    what: "npm ci",
    by: "the npm packages that are installed here (--install installs them)",
    unless: "install",
    act: linkPackages,
  },
  {
    command: /^node bin\/amorphic-cicd scan /,
    what: "scan",
    by: `--only ${OFFLINE_SCANNERS}, which ask no service (--online runs all)`,
    unless: "online",
    text: (command) => `${command} --only ${OFFLINE_SCANNERS}`,
  },
];

/** Everything that does not run as in CodeBuild. */
export const replacementsFor = (realism: Realism): readonly Replacement[] =>
  replacements.filter(({ unless }) => !realism[unless]);

/** Printed at the beginning, so that nobody trusts a rehearsal too far. */
export const differences: readonly string[] = [
  "AWS is moto, Amorphic is the simulator; nothing leaves this machine except downloads for installations",
  "the stack's file names the simulator, and bootstrap has created its state from scratch",
  "runtime-versions: the Node and Python of this machine",
  "secrets: the simulator's token, and made-up values for the variables under pipeline:secrets",
  "roles are not enforced, caches and reports not stored, images not used; the approval is given at once",
  "Validate and Tool run one after the other",
];

/** What package-lock.json says of a package. */
interface Locked {
  readonly dev?: boolean;
  /** A workspace: a link to the directory `resolved`. */
  readonly link?: boolean;
  readonly resolved?: string;
}

/** Links this checkout's packages that the command would install; workspaces link into `directory`, as npm makes them. */
function linkPackages(directory: string, command: string): void {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const packages: Record<string, Locked> = { "node_modules/.bin": {}, ...lock.packages };
  for (const [path, { dev = false, link = false, resolved = "" }] of Object.entries(packages)) {
    const isOnTop = path.lastIndexOf("node_modules/") === 0;
    const isLeftOut = dev && command.includes("--omit=dev");
    const place = join(directory, path);
    if (!isOnTop || isLeftOut || !existsSync(join(ROOT, path)) || isThere(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(link ? relative(dirname(place), join(directory, resolved)) : join(ROOT, path), place);
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
