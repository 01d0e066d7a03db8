import { findOnPath } from "../setup/executables";
import { setupOptions, type SetupOptions } from "../setup/options";
import { ensureGitleaks, ensurePythonScanners, pinnedVersion, GITLEAKS_VERSION } from "../setup/scanners";
import { UserError } from "../../providers/errors";
import type { Program } from "./scanner";

export interface Started {
  readonly command: string;
  /** Precede the scanner's own arguments. */
  readonly args: readonly string[];
  readonly version: string | undefined;
}

/** Finds or installs a scanner's program. @throws UserError if it cannot */
export type Programs = (program: Program) => Promise<Started>;

/** The programs that the set-up makes, each when it is first used. */
export function pinnedPrograms(given: Partial<SetupOptions> = {}): Programs {
  const options = setupOptions(given);
  let python: Promise<string> | undefined;
  return async (program) => {
    switch (program.from) {
      case "python":
        python ??= ensurePythonScanners(options);
        return {
          command: await python,
          // Isolated: no module of the repository, the working directory, shadows the scanner's own.
          args: ["-I", "-m", program.module],
          version: pinnedVersion(program.package, options),
        };
      case "go":
        return { command: await ensureGitleaks(options), args: [], version: GITLEAKS_VERSION };
      case "PATH": {
        const command = findOnPath(program.name, options.environment);
        if (command === undefined) throw new UserError(`${program.name} is not on PATH: install it`);
        return { command, args: [], version: undefined };
      }
    }
  };
}
