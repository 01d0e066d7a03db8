import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Buildspec, Files } from "../../infra/buildspecs/buildspec";
import type { Replacement } from "./replacements";
import { Shell } from "./shell";

export interface BuildOptions {
  /** The text that the project holds. */
  readonly buildspec: string;
  /** The pipeline's artifacts: directories by name. */
  readonly artifacts: Map<string, string>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Holds everything of the rehearsal. */
  readonly home: string;
  readonly replacements: readonly Replacement[];
  readonly output: (text: string) => void;
}

export interface Built {
  readonly isGood: boolean;
  /** The first command that failed. */
  readonly failed?: string;
  /** `exported-variables`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs a buildspec in a fresh copy of its input, with CodeBuild's order of phases. */
export async function runBuild(options: BuildOptions): Promise<Built> {
  const { artifacts, inputs, outputs, home, output } = options;
  const buildspec = parse(options.buildspec) as Buildspec;
  const directory = mkdtempSync(join(home, "build-"));
  const sources = inputs.map((name) => [name, copy(artifacts.get(name), join(directory, name))] as const);
  const [, source = directory] = sources[0] ?? [];
  const environment = {
    ...options.environment,
    CI: "true",
    CODEBUILD_SRC_DIR: source,
    ...Object.fromEntries(sources.map(([name, path]) => [`CODEBUILD_SRC_DIR_${name}`, path])),
  };
  const shell = new Shell(directory, { cwd: source, env: environment, output });
  try {
    const run = (command: string) => runCommand(shell, command, source, options);
    const failed = await runPhases(buildspec, run);
    const variables: Record<string, string> = {};
    for (const name of buildspec.env["exported-variables"] ?? []) {
      if (failed === undefined) variables[name] = await shell.variable(name);
    }
    for (const name of outputs) {
      const uploaded = upload(source, filesOf(buildspec, name), join(home, `artifact-${name}`));
      if (!uploaded)
        return { isGood: false, failed: failed ?? `artifact ${name}: there is nothing to upload`, variables };
      artifacts.set(name, uploaded);
    }
    return failed === undefined ? { isGood: true, variables } : { isGood: false, failed, variables };
  } finally {
    shell.end();
  }
}

/** With several outputs, each has its own list; a single one has the only list. */
function filesOf({ artifacts }: Buildspec, name: string): Files | undefined {
  if (artifacts === undefined || !("secondary-artifacts" in artifacts)) return artifacts;
  return artifacts["secondary-artifacts"][name];
}

/** Copies the files that the globs match, for the kinds of globs in our buildspecs. @returns undefined if there are no files */
function upload(source: string, files: Files | undefined, to: string): string | undefined {
  if (files === undefined) return undefined;
  const from = join(source, files["base-directory"]);
  if (!existsSync(from)) return undefined;
  const matches = (path: string, glob: string) => glob === path || path.startsWith(glob.replace(/\*\*\/\*$/, ""));
  const isWanted = (path: string) => files.files.some((glob) => matches(path, glob));
  rmSync(to, { recursive: true, force: true });
  const names = readdirSync(from, { recursive: true, encoding: "utf8" }).filter(
    (name) => !statSync(join(from, name)).isDirectory() && isWanted(name),
  );
  for (const name of names) cpSync(join(from, name), join(to, name), { recursive: true });
  return names.length === 0 ? undefined : to;
}

function copy(from: string | undefined, to: string): string {
  if (from === undefined) throw new Error(`no earlier action produced what is copied to ${to}`);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  return to;
}

async function runCommand(shell: Shell, command: string, directory: string, options: BuildOptions): Promise<number> {
  const { replacements, output } = options;
  const replaced = replacements.find((one) => one.command.test(command));
  output(`$ ${command}${replaced ? `   # instead: ${replaced.by}` : ""}\n`);
  if (!replaced) return shell.run(command);
  if (replaced.text) return shell.run(replaced.text(command));
  replaced.act?.(directory, command);
  return 0;
}

/**
 * https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html: a failed command ends its phase,
 * `finally` runs all the same, and only `post_build` runs after a failed `build`.
 * @returns the first command that failed
 */
async function runPhases(
  { phases }: Pick<Buildspec, "phases">,
  run: (command: string) => Promise<number>,
): Promise<string | undefined> {
  let failed: string | undefined;
  for (const name of ["install", "pre_build", "build", "post_build"] as const) {
    if (failed !== undefined && name !== "post_build") continue;
    const before = failed;
    const { commands, finally: last = [] } = phases[name] ?? { commands: [] };
    for (const command of commands) {
      if ((await run(command)) === 0) continue;
      failed ??= command;
      break;
    }
    for (const command of last) if ((await run(command)) !== 0) failed ??= command;
    if (before === undefined && failed !== undefined && name !== "build") return failed;
  }
  return failed;
}
