import { chmodSync, copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { goBuild, PULUMI_VERSION_VARIABLE, type GoProgram } from "./golang";
import type { SetupOptions } from "./options";

/** Runs Node programs for the CLI. */
export const LANGUAGE_HOST = "pulumi-language-nodejs";

/** Runs dynamic providers for the CLI. */
export const DYNAMIC_PROVIDER = "pulumi-resource-pulumi-nodejs";

const SCRIPT = join(__dirname, "dynamic-provider.sh");

/** The last language host whose module the Go proxy has; it serves newer CLIs and SDKs too. */
const languageHost: GoProgram = {
  module: LANGUAGE_HOST,
  package: `github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/${LANGUAGE_HOST}`,
  version: "3.68.0",
  versionVariable: PULUMI_VERSION_VARIABLE,
};

/** Adds the two programs that every installation from the vendor brings beside its CLI. */
export async function addPlugins(directory: string, options: SetupOptions): Promise<void> {
  await goBuild(languageHost, directory, options);
  addDynamicProvider(directory);
}

/** The provider is a shell script that finds the SDK of the project it runs in, so any copy serves every clone. */
export function addDynamicProvider(directory: string): void {
  const draft = join(directory, `.${DYNAMIC_PROVIDER}-${String(process.pid)}`);
  copyFileSync(SCRIPT, draft);
  chmodSync(draft, 0o755);
  renameSync(draft, join(directory, DYNAMIC_PROVIDER));
}

/** Replaces a script that another version of this project left. What is not writable stays as it is. */
export function renewDynamicProvider(directory: string): void {
  if (readFileSync(join(directory, DYNAMIC_PROVIDER)).equals(readFileSync(SCRIPT))) return;
  try {
    addDynamicProvider(directory);
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
