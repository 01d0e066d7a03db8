import { delimiter, join } from "node:path";
import { UserError } from "../../providers/errors";
import { homeWithoutLogs } from "./home";
import { installed } from "./installed";
import { built, downloaded, ensureBuilt } from "./built";
import { setupOptions, type SetupOptions } from "./options";

/** The Pulumi CLI and the programs it needs beside it. */
export interface Toolchain {
  /** Path of the CLI. */
  readonly pulumi: string;
  /** Goes first on PATH; holds the CLI, or a link to it, and the programs which that CLI lacks. */
  readonly directory: string;
  /** Of the CLI, without `v`. */
  readonly version: string;
  /** To add to the environment of every process that runs the CLI. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What each way of getting the CLI returns. */
export interface FoundCli {
  readonly directory: string;
  readonly version: string;
}

interface Way {
  readonly name: string;
  /** @returns undefined if there is nothing to find @throws UserError */
  readonly find: (options: SetupOptions) => Promise<FoundCli | undefined>;
  /** What to do if there is nothing. */
  readonly absent?: string;
}

const ways: readonly Way[] = [
  { name: "PATH", find: installed, absent: "there is no pulumi: install it, https://www.pulumi.com/docs/install/" },
  { name: "cache", find: ensureBuilt },
  { name: "npm", find: downloaded },
  { name: "Go", find: built },
];

/** Finds the Pulumi CLI on PATH, or else downloads or builds it. Quick once an earlier call did the work. */
export async function ensureToolchain(given: Partial<SetupOptions> = {}): Promise<Toolchain> {
  const options = setupOptions(given);
  const failures: string[] = [];
  for (const { name, find, absent } of ways) {
    try {
      const found = await find(options);
      if (found) return await toolchain(found, options);
      if (absent) failures.push(`${name}: ${absent}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(`${name}: ${error.message}`);
      options.log(`pulumi: ${name}: ${error.message}`);
    }
  }
  throw new UserError(["The Pulumi CLI is needed, but there is no way to get it:", ...failures].join("\n- "));
}

async function toolchain({ directory, version }: FoundCli, options: SetupOptions): Promise<Toolchain> {
  return {
    pulumi: join(directory, "pulumi"),
    directory,
    version,
    environment: {
      ...(await homeWithoutLogs(options)),
      PATH: [directory, options.environment.PATH].filter(Boolean).join(delimiter),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Used from Node 22 on, which then starts each of Pulumi's processes a tenth faster.
      NODE_COMPILE_CACHE: options.environment.NODE_COMPILE_CACHE ?? join(options.cache, "compiled"),
      // Otherwise the language host downloads the plugin of every Pulumi package below the program's directory.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  };
}
