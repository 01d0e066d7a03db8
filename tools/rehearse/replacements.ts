import { lstatSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/** A command of the buildspecs that is not run as it stands. */
interface Replacement {
  readonly command: string;
  readonly by: string;
  readonly act: (directory: string) => void;
}

/** All that is not run as CodeBuild would. `--install` leaves out this one too. */
export const replacements: readonly Replacement[] = [
  {
    command: "npm ci --ignore-scripts --no-audit --no-fund",
    by: "the npm packages that are installed here",
    act: linkPackages,
  },
];

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
