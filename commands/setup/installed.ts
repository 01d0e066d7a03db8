import { createHash } from "node:crypto";
import { mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { removeDangling } from "./dangling";
import { findBeside, findOnPath, isExecutable } from "./executables";
import { timed, type SetupOptions } from "./options";
import { addPlugins, DYNAMIC_PROVIDER, LANGUAGE_HOST, renewDynamicProvider } from "./plugins";
import { publish } from "./publish";
import type { FoundCli } from "./toolchain";
import { isSupported, OLDEST_SUPPORTED, versionOf } from "./version";

const PREFIX = "linked-";

/**
 * The CLI on PATH, if there is one. It is linked into a directory of its own, because its own directory may hold other
 * programs, such as another Node, that must not come first on PATH.
 */
export async function installed(options: SetupOptions): Promise<FoundCli | undefined> {
  const pulumi = findOnPath("pulumi", options.environment);
  if (pulumi === undefined) return undefined;

  const version = await versionOf(pulumi, options);
  if (!isSupported(version)) {
    throw new UserError(
      `${pulumi} is ${version}, but ${OLDEST_SUPPORTED} or newer, below 4, is needed: upgrade it or take it off PATH`,
    );
  }

  const isComplete = [LANGUAGE_HOST, DYNAMIC_PROVIDER].every(
    (name) => findBeside(name, pulumi) ?? findOnPath(name, options.environment),
  );
  const key = createHash("sha256")
    .update(`${pulumi}\n${String(isComplete)}`)
    .digest("hex")
    .slice(0, 12);
  const home = join(options.cache, `${PREFIX}${version}-${key}`);
  const isGood = (directory: string): boolean => isLinked(join(directory, "bin"), pulumi, isComplete);
  if (!isGood(home)) {
    removeDangling(options.cache, PREFIX, join("bin", "pulumi"));
    await publish(home, isGood, (draft) => link(pulumi, draft, isComplete, options));
  }
  if (!isComplete) renewDynamicProvider(join(home, "bin"));
  return { directory: join(home, "bin"), version };
}

async function link(pulumi: string, draft: string, isComplete: boolean, options: SetupOptions): Promise<void> {
  const bin = join(draft, "bin");
  mkdirSync(bin);
  symlinkSync(pulumi, join(bin, "pulumi"));
  if (isComplete) return;
  await timed(options, `pulumi: ${pulumi} has no ${LANGUAGE_HOST}: building it with Go`, "pulumi: built", () =>
    addPlugins(bin, options),
  );
}

function isLinked(bin: string, pulumi: string, isComplete: boolean): boolean {
  try {
    return (
      readlinkSync(join(bin, "pulumi")) === pulumi &&
      (isComplete || [LANGUAGE_HOST, DYNAMIC_PROVIDER].every((name) => isExecutable(join(bin, name))))
    );
  } catch {
    return false;
  }
}
