import { createHash } from "node:crypto";
import { mkdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { SetupOptions } from "./options";
import { removeDangling } from "./dangling";
import { publish } from "./publish";

const PREFIX = "pulumi-home-";
/** What our Pulumi home shares with the user's own. */
const SHARED = ["plugins", "workspaces"] as const;

/**
 * A Pulumi home in which the CLI writes no logs. Otherwise it logs every call, with what providers are sent, to
 * `~/.pulumi/logs`. That takes a third of a plan's time and cannot be switched off; but if the CLI cannot create the directory,
 * it goes on without (pkg/v3/logging/encrypted.go), so a file takes its place. All else is as in the user's home.
 * @returns variables for every process that runs the CLI
 */
export async function homeWithoutLogs(options: SetupOptions): Promise<Record<string, string>> {
  const { HOME: own, PULUMI_HOME: given, PULUMI_CREDENTIALS_PATH: credentials } = options.environment;
  // One of our commands runs another.
  if (given?.startsWith(join(options.cache, PREFIX))) return {};
  const real = given || join(own || homedir(), ".pulumi");
  const key = createHash("sha256").update(real).digest("hex").slice(0, 12);
  const home = join(options.cache, PREFIX + key);
  if (!isGood(home, real)) {
    removeDangling(options.cache, PREFIX, "plugins");
    await publish(
      home,
      (directory) => isGood(directory, real),
      (draft) => {
        for (const name of SHARED) {
          // The CLI cannot create the target of a link.
          mkdirSync(join(real, name), { recursive: true, mode: 0o700 });
          symlinkSync(join(real, name), join(draft, name));
        }
        writeFileSync(join(draft, "logs"), "No directory, so that Pulumi writes no logs here.\n");
        return Promise.resolve();
      },
    );
  }
  return { PULUMI_HOME: home, PULUMI_CREDENTIALS_PATH: credentials || real };
}

function isGood(home: string, real: string): boolean {
  try {
    return (
      SHARED.every((name) => readlinkSync(join(home, name)) === join(real, name)) &&
      statSync(join(home, "logs")).isFile()
    );
  } catch {
    return false;
  }
}
