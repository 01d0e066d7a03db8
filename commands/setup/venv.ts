import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { findOnPath } from "./executables";
import type { SetupOptions } from "./options";
import { reason } from "../shared/run";

/**
 * Makes a virtual environment with packages from PyPI.
 * @param what begins the message if it fails
 * @param packages arguments of `pip install`
 */
export async function makeVenv(
  what: string,
  directory: string,
  packages: readonly string[],
  { run, environment }: SetupOptions,
): Promise<void> {
  const python = findOnPath("python3", environment);
  if (python === undefined) {
    throw new UserError(`${what}: Python 3 is not on PATH: install it, with venv and pip`);
  }
  const steps: [string, string[]][] = [
    [python, ["-m", "venv", directory]],
    [pythonOf(directory), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]],
  ];
  for (const [program, args] of steps) {
    const outcome = await run(program, args, { env: environment });
    if (outcome.code !== 0) {
      const command = ["python3", ...args].join(" ");
      throw new UserError(
        `${what}: \`${command}\` failed (${reason(outcome)}): install Python 3 with venv and pip, and let it reach PyPI`,
      );
    }
  }
}

/** Programs in a virtual environment contain the path where it was created, but its Python can be moved. */
export function pythonOf(directory: string): string {
  return join(directory, "bin", "python");
}
