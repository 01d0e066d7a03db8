import { mkdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { seconds } from "../progress";
import { run, type Run } from "./run";

const root = join(__dirname, "..", "..");

/** All that set-up takes from outside, so that tests can put their own in its place. */
export interface SetupOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Kept per user, not per clone: what is made once serves every clone. */
  readonly cache: string;
  readonly nodeModules: string;
  /** Holds the Go modules that say how the Pulumi CLI is built. */
  readonly tools: string;
  readonly run: Run;
  /** Progress, a line at a time. */
  readonly log: (line: string) => void;
  /** Milliseconds since any moment. */
  readonly now: () => number;
}

/** The options of this clone and this user, with `given` in place of the defaults; makes the cache directory. */
export function setupOptions(given: Partial<SetupOptions> = {}): SetupOptions {
  const environment = given.environment ?? process.env;
  return {
    nodeModules: join(root, "node_modules"),
    tools: join(root, "tools"),
    run,
    log: (line) => process.stderr.write(`${line}\n`),
    now: () => performance.now(),
    ...given,
    environment,
    cache: makeCache(given.cache ?? cacheDirectory(environment)),
  };
}

/** Runs `work` and logs what it does before, and how long it took after. */
export async function timed<T>(options: SetupOptions, doing: string, done: string, work: () => Promise<T>): Promise<T> {
  options.log(`${doing} …`);
  const start = options.now();
  const result = await work();
  options.log(`${done} in ${seconds(options.now() - start)}`);
  return result;
}

function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  const { AMORPHIC_CICD_CACHE: own, XDG_CACHE_HOME: xdg } = environment;
  if (own) return own;
  return join(xdg || join(homedir(), ".cache"), "amorphic-cicd");
}

/** Pulumi compares paths as text when it looks for its plugins, so no symbolic link may remain in ours. */
function makeCache(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true });
    return realpathSync(directory);
  } catch (error) {
    throw new UserError(
      `The cache directory ${directory} cannot be made (${(error as Error).message}): set AMORPHIC_CICD_CACHE to one that can.`,
      { cause: error },
    );
  }
}
