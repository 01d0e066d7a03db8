import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../providers/errors";
import type { SetupOptions } from "./options";
import { reason } from "../shared/run";

/** The CLI that is downloaded or built here; `tools/pulumi-cli/go.mod` and package.json name the same version. */
export const PULUMI_VERSION = "3.259.0";

/** The oldest CLI on PATH that is used; the next major version may change anything. */
export const OLDEST_SUPPORTED = "3.254.0";

/** The output of `pulumi version`, without the `v`; cached, since asking takes longer than the rest of a start. */
export async function versionOf(pulumi: string, options: SetupOptions): Promise<string> {
  const note = noteFile(pulumi, options);
  const remembered = note && readNote(note);
  if (remembered) return remembered;

  const env = { ...options.environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const outcome = await options.run(pulumi, ["version"], { env });
  const version = /^v?(\d+\.\d+\.\d+\S*)\s*$/.exec(outcome.stdout)?.[1];
  if (outcome.code !== 0 || version === undefined) {
    throw new UserError(`${pulumi} does not answer \`pulumi version\`: ${reason(outcome)}`);
  }
  if (note) writeFileSync(note, version);
  return version;
}

/** Whether this project works with a CLI of that version. */
export function isSupported(version: string): boolean {
  const found = numbers(version);
  const oldest = numbers(OLDEST_SUPPORTED);
  if (found[0] !== oldest[0]) return false;
  const differing = found.findIndex((part, index) => part !== oldest[index]);
  return differing === -1 || (found[differing] ?? 0) > (oldest[differing] ?? 0);
}

function numbers(version: string): number[] {
  return version.split(/[.+-]/, 3).map(Number);
}

/**
 * Where the version of exactly this file is cached: a changed file gets another name here. A version manager puts one program
 * behind many names and may answer differently tomorrow, so only a file that is itself called `pulumi` is cached.
 */
function noteFile(pulumi: string, { cache }: SetupOptions): string | undefined {
  const file = realpathSync(pulumi);
  if (basename(file) !== "pulumi") return undefined;
  const { dev, ino, size, mtimeMs } = statSync(file);
  const key = createHash("sha256").update([dev, ino, size, mtimeMs].join(":")).digest("hex").slice(0, 16);
  mkdirSync(join(cache, "versions"), { recursive: true });
  return join(cache, "versions", key);
}

function readNote(note: string): string | undefined {
  try {
    return /^\d+\.\d+\.\d+\S*$/.exec(readFileSync(note, "utf8"))?.[0];
  } catch {
    return undefined;
  }
}
