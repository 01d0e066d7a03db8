import { cpSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { run } from "../commands/shared/run";
import { ensureToolchain } from "../commands/setup/toolchain";
import { localEnvironment } from "../commands/shared/stack";
import type { Operation, Subject } from "./contender";
import { generate } from "./generate";
import { CLI, type Platform } from "./platform";
import { measure } from "./process";
import type { Bucket } from "./s3";
import { workDirectory } from "./work-directory";

const REPOSITORY = resolve(__dirname, "..");
const TIMEOUT_MS = 30 * 60_000;

export interface Options {
  readonly size: number;
  readonly seed: number;
  readonly platform: Platform;
  /** Keeps the state in S3 instead of a file. */
  readonly bucket?: Bucket | undefined;
}

/** This project, as its users run it: the command line in a directory with definitions. */
export async function prepareOurs({ size, seed, platform, bucket }: Options): Promise<Subject> {
  const directory = workDirectory("ours");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  for (const file of ["Pulumi.yaml", "Pulumi.local.yaml", "index.ts", "program.js", "package.json"]) {
    cpSync(join(REPOSITORY, file), join(directory, file));
  }
  symlinkSync(join(REPOSITORY, "node_modules"), join(directory, "node_modules"));
  mkdirSync(join(directory, ".amorphic/state"), { recursive: true });
  mkdirSync(join(directory, "resources"));
  write(".amorphic/simulator.json", JSON.stringify(platform.endpoint));
  const project = generate(size, seed);
  const edited = generate(size, seed, true);
  for (const [path, text] of project.files) write(path, text);

  const { pulumi, environment } = await ensureToolchain();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...localEnvironment(directory, process.env),
    ...environment,
    ...project.environment,
    ...bucket?.environment,
  };
  const stack = bucket ? "s3" : "local";
  if (bucket) {
    const journal = `  amorphic:journal: ${bucket.journal}\n`;
    write("Pulumi.s3.yaml", readFileSync(join(directory, "Pulumi.local.yaml"), "utf8") + journal);
  }
  const at = { cwd: directory, env };
  const made = await run(pulumi, ["stack", "init", stack, "--non-interactive"], at);
  if (made.code !== 0) throw new Error(made.stderr);

  const cli = (...args: string[]) => measure(process.execPath, [CLI, ...args], { ...at, timeoutMs: TIMEOUT_MS });
  const engine = (...args: string[]) =>
    measure(pulumi, [...args, "--stack", stack, "--non-interactive"], { ...at, timeoutMs: TIMEOUT_MS });
  const edit = (): void => {
    for (const [path, text] of edited.files) if (text !== project.files.get(path)) write(path, text);
  };
  const operations: Record<Operation, () => ReturnType<typeof cli>> = {
    validate: () => cli("validate"),
    "plan from nothing": () => cli("plan", "--stack", stack),
    deploy: () => cli("deploy", "--stack", stack),
    plan: () => cli("plan", "--stack", stack),
    "plan without refresh": () => cli("plan", "--stack", stack, "--no-refresh"),
    "plan with one change": () => {
      edit();
      return cli("plan", "--stack", stack);
    },
    "deploy of one change": () => {
      edit();
      return cli("deploy", "--stack", stack);
    },
    refresh: () => engine("refresh", "--yes", "--skip-preview", "--suppress-outputs"),
    destroy: () => engine("destroy", "--yes", "--skip-preview", "--suppress-outputs"),
  };
  return {
    run: (operation) => operations[operation](),
    stateBytes: () =>
      bucket
        ? bucket.size(".pulumi/stacks/amorphic/s3.json")
        : Promise.resolve(statSync(join(directory, ".amorphic/state/.pulumi/stacks/amorphic/local.json")).size),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
