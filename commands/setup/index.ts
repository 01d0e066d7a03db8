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
    .description("Find or install the Pulumi CLI, and print its path")
    .option("--moto", "also find or install moto, the AWS of the tests, and print its Python")
    .option("--scanners", "also find or install what `scan` runs, and print the scanners' Python and gitleaks")
    .option("--browser", "also find or install Chromium, which opens rehearsed websites, and print its path")
    .option("--json", "print one JSON object instead of lines")
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
