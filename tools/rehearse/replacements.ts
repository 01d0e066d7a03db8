import { lstatSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/** What may be asked to run as in CodeBuild all the same. */
export interface Realism {
  /** Installing the npm packages in every build. */
  readonly install: boolean;
  /** Asking services on the Internet. */
  readonly online: boolean;
}

/** A command of the buildspecs that is not run as it stands. */
export interface Replacement {
  readonly command: RegExp;
  readonly what: string;
  readonly by: string;
  readonly unless: keyof Realism;
  /** What is run instead; without it, `act` does the work. */
  readonly text?: (command: string) => string;
  readonly act?: (directory: string) => void;
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

/** All that is not run as CodeBuild would. */
export const replacementsFor = (realism: Realism): readonly Replacement[] =>
  replacements.filter(({ unless }) => !realism[unless]);

/** Said at the beginning, since a rehearsal is worth what it is honest about. */
export const differences: readonly string[] = [
  "AWS is moto, Amorphic is the simulator; nothing leaves this machine but what installs need",
  "the stack's file names the simulator, and bootstrap has made its state anew",
  "runtime-versions: the Node and Python of this machine",
  "secrets: the simulator's token, and made-up values for the variables under pipeline:secrets",
  "roles are not enforced, caches and reports not stored, images not used; the approval is given at once",
];

/** The packages of this checkout, with the other's own providers among them. */
function linkPackages(directory: string): void {
  const packages = join(directory, "node_modules");
  mkdirSync(join(packages, "@amorphic-cicd"), { recursive: true });
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name === "@amorphic-cicd" || isThere(join(packages, name))) continue;
    symlinkSync(join(ROOT, "node_modules", name), join(packages, name));
  }
  symlinkSync(join(directory, "providers"), join(packages, "@amorphic-cicd", "providers"));
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
