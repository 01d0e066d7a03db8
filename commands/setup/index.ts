import { Command } from "commander";
import { ensureBrowser } from "./browser";
import { ensureMoto } from "./moto";
import { ensureGitleaks, ensurePythonScanners } from "./scanners";
import { ensureToolchain } from "./toolchain";

interface SetupFlags {
  readonly moto?: true;
  readonly scanners?: true;
  readonly browser?: true;
  readonly json?: true;
}

/** Finds or installs what the other commands run. */
export function setupCommand(): Command {
  return new Command("setup")
    .description("Finds the Pulumi CLI, or gets it, and prints where it is.")
    .option("--moto", "also finds or gets moto, the AWS of the tests, and prints its Python")
    .option("--scanners", "also finds or gets what `scan` runs, and prints the scanners' Python and gitleaks")
    .option("--browser", "also finds or gets Chromium, which opens rehearsed websites, and prints it")
    .option("--json", "prints one object instead of lines")
    .action(async (flags: SetupFlags) => {
      const { pulumi, directory, version } = await ensureToolchain();
      const more = {
        ...(flags.moto && { moto: await ensureMoto() }),
        ...(flags.scanners && (await ensureScanners())),
        ...(flags.browser && { browser: await ensureBrowser() }),
      };
      if (flags.json) console.log(JSON.stringify({ pulumi, directory, version, ...more }));
      else {
        const lines = Object.entries(more).map(([name, path]) => `${name}: ${path}`);
        console.log([`pulumi ${version}: ${pulumi}`, ...lines].join("\n"));
      }
    });
}

/** In parallel: one mostly waits for the network, the other computes. */
async function ensureScanners(): Promise<Record<string, string>> {
  const [scanners, gitleaks] = await Promise.all([ensurePythonScanners(), ensureGitleaks()]);
  return { scanners, gitleaks };
}
