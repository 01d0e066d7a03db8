import { mkdirSync, renameSync, rmSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { isExecutable } from "./executables";
import { goBuild, PULUMI_VERSION_VARIABLE, type GoProgram } from "./golang";
import { timed, type SetupOptions } from "./options";
import { addDynamicProvider, addPlugins, DYNAMIC_PROVIDER, LANGUAGE_HOST, renewDynamicProvider } from "./plugins";
import { publish } from "./publish";
import { reason } from "../shared/run";
import type { FoundCli } from "./toolchain";
import { PULUMI_VERSION, versionOf } from "./version";

const cli: GoProgram = {
  module: "pulumi-cli",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  version: PULUMI_VERSION,
  versionVariable: PULUMI_VERSION_VARIABLE,
};

/** The CLI that an earlier run downloaded or built, in any clone. */
export async function ensureBuilt(options: SetupOptions): Promise<FoundCli | undefined> {
  const home = homeOf(options);
  if (!(await isGood(home, options))) return undefined;
  renewDynamicProvider(join(home, "bin"));
  return { directory: join(home, "bin"), version: PULUMI_VERSION };
}

/** The CLI as the npm package `pulumi` downloads it from the vendor. */
export function downloaded(options: SetupOptions): Promise<FoundCli> {
  return make(options, `downloading ${PULUMI_VERSION} with the npm package pulumi`, "downloaded", async (draft) => {
    const wrapper = join(options.nodeModules, "pulumi", "run.js");
    const env = {
      ...options.environment,
      PULUMI_HOME: draft,
      PULUMI_VERSION,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_USE_ENV_PROXY: "1",
    };
    const outcome = await options.run(process.execPath, [wrapper, "version"], { env });
    if (outcome.code !== 0) {
      throw new UserError(`the download failed (${reason(outcome)}): let this machine reach get.pulumi.com`);
    }
    renameSync(join(draft, "versions", PULUMI_VERSION, "bin"), join(draft, "bin"));
    rmSync(join(draft, "versions"), { recursive: true });
    addDynamicProvider(join(draft, "bin"));
  });
}

/** The CLI and its language host built from the Go module proxy. */
export function built(options: SetupOptions): Promise<FoundCli> {
  return make(
    options,
    `building ${PULUMI_VERSION} from the Go module proxy, which takes about five minutes once`,
    "built",
    async (draft) => {
      const bin = join(draft, "bin");
      mkdirSync(bin);
      await addPlugins(bin, options);
      await goBuild(cli, bin, options);
    },
  );
}

async function make(
  options: SetupOptions,
  doing: string,
  done: string,
  fill: (draft: string) => Promise<void>,
): Promise<FoundCli> {
  const home = homeOf(options);
  await timed(options, `pulumi: ${doing}`, `pulumi: ${done}`, () =>
    publish(
      home,
      (directory) => isGood(directory, options),
      async (draft) => {
        await fill(draft);
        await check(draft, options);
      },
    ),
  );
  return { directory: join(home, "bin"), version: PULUMI_VERSION };
}

/** Machines of several kinds, or a container and its host, may share a home directory. */
function homeOf({ cache }: SetupOptions): string {
  return join(cache, `pulumi-${PULUMI_VERSION}-${platform()}-${arch()}`);
}

async function isGood(home: string, options: SetupOptions): Promise<boolean> {
  try {
    await check(home, options);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

async function check(home: string, options: SetupOptions): Promise<void> {
  for (const name of ["pulumi", LANGUAGE_HOST, DYNAMIC_PROVIDER]) {
    if (!isExecutable(join(home, "bin", name))) throw new UserError(`${name} is missing from the result`);
  }
  const version = await versionOf(join(home, "bin", "pulumi"), options);
  if (version !== PULUMI_VERSION) throw new UserError(`the resulting CLI is ${version} instead of ${PULUMI_VERSION}`);
}
