import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { isExecutable } from "./executables";
import { goBuild, type GoProgram } from "./golang";
import { setupOptions, timed, type SetupOptions } from "./options";
import { publish } from "./publish";
import { makeVenv, pythonOf } from "./venv";

/** The same as in `tools/gitleaks/go.mod`; a test checks that. */
export const GITLEAKS_VERSION = "8.30.1";

const gitleaks: GoProgram = {
  module: "gitleaks",
  package: "github.com/zricethezav/gitleaks/v8",
  version: GITLEAKS_VERSION,
  versionVariable: "github.com/zricethezav/gitleaks/v8/version.Version",
};

/**
 * The Python with the scanners that `tools/scanners/requirements.txt` pins, with the hash of every file. Only wheels are
 * installed, so that nothing of a package runs during installation.
 */
export async function ensurePythonScanners(given: Partial<SetupOptions> = {}): Promise<string> {
  const options = setupOptions(given);
  const requirements = pythonRequirements(options);
  const key = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const home = join(options.cache, `scanners-${key}-${platform()}-${arch()}`);
  const isGood = (directory: string): boolean => isExecutable(pythonOf(directory));
  if (!isGood(home)) {
    const doing = "scanners: installing bandit, pip-audit, ruff and semgrep from PyPI into a virtual environment";
    const packages = ["--require-hashes", "--only-binary", ":all:", "-r", requirements];
    await timed(options, doing, "scanners: installed", () =>
      publish(home, isGood, (draft) => makeVenv("scanners", draft, packages, options)),
    );
  }
  return pythonOf(home);
}

/** gitleaks, built from the Go module proxy. */
export async function ensureGitleaks(given: Partial<SetupOptions> = {}): Promise<string> {
  const options = setupOptions(given);
  const home = join(options.cache, `gitleaks-${GITLEAKS_VERSION}-${platform()}-${arch()}`);
  const isGood = (directory: string): boolean => isExecutable(join(directory, "gitleaks"));
  if (!isGood(home)) {
    const doing = `gitleaks: building ${GITLEAKS_VERSION} from the Go module proxy`;
    await timed(options, doing, "gitleaks: built", () => publish(home, isGood, (draft) => build(draft, options)));
  }
  return join(home, "gitleaks");
}

async function build(directory: string, options: SetupOptions): Promise<void> {
  try {
    await goBuild(gitleaks, directory, options);
    if (!isExecutable(join(directory, "gitleaks"))) throw new UserError("the build produced no program");
  } catch (error) {
    throw error instanceof UserError ? new UserError(`gitleaks: ${error.message}`, { cause: error }) : error;
  }
}

/** The pinned version of a Python scanner. */
export function pinnedVersion(name: string, given: Partial<SetupOptions> = {}): string | undefined {
  const text = readFileSync(pythonRequirements(setupOptions(given)), "utf8");
  const pins = [...text.matchAll(/^([\w.-]+)==(\S+)/gm)].map(([, key, version]) => [key, version] as const);
  return new Map(pins).get(name);
}

function pythonRequirements({ tools }: Pick<SetupOptions, "tools">): string {
  return join(tools, "scanners", "requirements.txt");
}
