import { UserError } from "../../providers/errors";
import { findOnPath, isExecutable } from "./executables";
import { setupOptions, timed, type SetupOptions } from "./options";
import { reason } from "../shared/run";

/** Chromium's names in distributions, and those of Chrome, which is the same browser. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const NEEDED = "install Chromium (Debian's package chromium), or set CHROMIUM_PATH to one";

/** The browser installed on this machine. @throws UserError if CHROMIUM_PATH names no program */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM_PATH: named } = environment;
  if (!named) return NAMES.map((name) => findOnPath(name, environment)).find((program) => program !== undefined);
  if (!isExecutable(named))
    throw new UserError(`browser: CHROMIUM_PATH is ${named}, which is not a program: ${NEEDED}`);
  return named;
}

/** The browser that opens rehearsed websites: an installed one, or else Debian's package, if root runs this on Debian. */
export async function ensureBrowser(
  given: Partial<SetupOptions> = {},
  isRoot = process.getuid?.() === 0,
): Promise<string> {
  const options = setupOptions(given);
  const found = findBrowser(options.environment);
  if (found !== undefined) return found;
  const apt = findOnPath("apt-get", options.environment);
  if (apt === undefined || !isRoot) throw new UserError(`browser: none was found: ${NEEDED}`);
  await timed(options, "browser: installing Debian's package chromium", "browser: installed", () =>
    install(apt, options),
  );
  const installed = findBrowser(options.environment);
  if (installed === undefined) throw new UserError(`browser: the package chromium installed no program: ${NEEDED}`);
  return installed;
}

async function install(apt: string, { run, environment }: SetupOptions): Promise<void> {
  const env = { ...environment, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", "chromium"]]) {
    const outcome = await run(apt, args, { env });
    if (outcome.code !== 0) {
      throw new UserError(`browser: \`apt-get ${args.join(" ")}\` failed (${reason(outcome)}): ${NEEDED}`);
    }
  }
}
