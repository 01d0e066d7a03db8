import { mkdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { seconds } from "../shared/progress";
import { run, type Run } from "../shared/run";

const root = join(__dirname, "..", "..");

/** Everything that set-up takes from outside, so that tests can replace it. */
export interface SetupOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Per user, not per clone: what is made once serves every clone. */
  readonly cache: string;
  readonly nodeModules: string;
  /** Holds the Go modules that pin how the Pulumi CLI is built. */
  readonly tools: string;
  readonly run: Run;
  /** Called with one line of progress at a time. */
  readonly log: (line: string) => void;
  /** Milliseconds since an arbitrary moment. */
  readonly now: () => number;
}

/** The options of this clone and this user, with `given` overriding the defaults; creates the cache directory. */
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

/** Runs `work`; logs `doing` before it, and `done` with the time it took after it. */
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

/** Pulumi compares paths as text when it looks for its plugins, so ours must not contain symbolic links. */
function makeCache(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true });
    return realpathSync(directory);
  } catch (error) {
    throw new UserError(
      `The cache directory ${directory} cannot be created (${(error as Error).message}): set AMORPHIC_CICD_CACHE to one that can be.`,
      { cause: error },
    );
  }
}
