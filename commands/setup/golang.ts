import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { findOnPath } from "./executables";
import type { SetupOptions } from "./options";
import { reason } from "../shared/run";

/** A program that is built from the Go module proxy; its module in `tools/` pins every dependency with its checksum. */
export interface GoProgram {
  /** Directory below `tools/`. */
  readonly module: string;
  readonly package: string;
  /** What the program answers when asked for its version. */
  readonly version: string;
  /** The Go variable that holds the program's version. */
  readonly versionVariable: string;
}

/** The version variable of all Pulumi programs. */
export const PULUMI_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Builds a program into the directory. */
export async function goBuild(program: GoProgram, directory: string, options: SetupOptions): Promise<void> {
  const cwd = join(options.tools, program.module);
  const wanted = /^go (\S+)$/m.exec(readFileSync(join(cwd, "go.mod"), "utf8"))?.[1] ?? "?";
  const go = findOnPath("go", options.environment);
  if (go === undefined) throw new UserError(`it is not on PATH: install Go ${wanted} or newer, https://go.dev/dl/`);

  const stamp = `${program.versionVariable}=v${program.version}`;
  const outcome = await options.run(
    go,
    // -mod=readonly: a module that go.sum lacks is an error, whatever GOFLAGS says.
    ["build", "-mod=readonly", "-trimpath", "-ldflags", `-s -w -X ${stamp}`, "-o", `${directory}/`, program.package],
    // A go.work above the clone would replace the pinned dependencies.
    { cwd, env: { ...options.environment, GOWORK: "off" } },
  );
  if (outcome.code !== 0) throw new UserError(explain(outcome.stderr, wanted) ?? `go build failed: ${reason(outcome)}`);
}

/** Go fetches a newer toolchain itself, unless GOTOOLCHAIN or the network forbids it. */
function explain(stderr: string, wanted: string): string | undefined {
  const line = stderr
    .split("\n")
    .find((text) => /requires go >= |toolchain not available|go: download go\d/.test(text));
  if (line === undefined) return undefined;
  return `this Go is too old and did not fetch a newer one (${line.trim()}): install Go ${wanted} or newer, or set GOTOOLCHAIN=auto`;
}
