import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { run } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { localEnvironment } from "../../commands/shared/stack";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../simulator";

const REPOSITORY = resolve(__dirname, "../..");

export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

/** A user's project in its own directory, with its own simulated Amorphic, run through the command line. */
export class Project {
  readonly directory: string;
  /** In addition to those of this process. */
  environment: Record<string, string> = {};

  private constructor(readonly simulator: Simulator) {
    this.directory = mkdtempSync(join(tmpdir(), "amorphic-e2e-"));
    for (const file of ["Pulumi.yaml", "Pulumi.local.yaml", "index.ts", "program.js", "package.json"]) {
      cpSync(join(REPOSITORY, file), this.path(file));
    }
    mkdirSync(this.path(".amorphic/state"), { recursive: true });
    this.announce();
  }

  /** @param options.ownProviders a copy of `providers/`, for tests that edit it */
  static async make(options: { ownProviders?: boolean; simulator?: SimulatorOptions } = {}): Promise<Project> {
    const project = new Project(await startSimulator(options.simulator));
    if (options.ownProviders) project.#copyProviders();
    else symlinkSync(join(REPOSITORY, "node_modules"), project.path("node_modules"));
    const { pulumi } = await ensureToolchain();
    const made = await run(pulumi, ["stack", "init", "local", "--non-interactive"], {
      cwd: project.directory,
      env: await project.pulumiEnvironment(),
    });
    if (made.code !== 0) throw new Error(made.stderr);
    return project;
  }

  async remove(): Promise<void> {
    await this.simulator.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  /** Tells the stack where its simulator is; again after a change of the token. */
  announce(): void {
    const { url, token, roleId, userId } = this.simulator;
    this.write(".amorphic/simulator.json", { url, token, roleId, userId, pid: process.pid });
  }

  write(path: string, content: unknown): void {
    const file = this.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }

  /** The sample project of the repository. */
  useSample(): void {
    cpSync(join(REPOSITORY, "resources"), this.path("resources"), { recursive: true });
  }

  edit(path: string, from: string, to: string): void {
    const text = readFileSync(this.path(path), "utf8");
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    writeFileSync(this.path(path), text.replace(from, to));
  }

  /** Runs `bin/amorphic-cicd` in the project's directory. */
  cli(...args: string[]): Promise<Told> {
    const env = { ...process.env, ...this.environment };
    return run(process.execPath, [join(REPOSITORY, "bin/amorphic-cicd"), ...args], { cwd: this.directory, env });
  }

  plan(): Promise<Told> {
    return this.cli("plan", "--stack", "local");
  }

  /** @throws with all output if it failed */
  async deploy(): Promise<Told> {
    const told = await this.cli("deploy", "--stack", "local");
    if (told.code !== 0) throw new Error(`deploy failed:\n${told.stdout}\n${told.stderr}`);
    return told;
  }

  /** For `pulumi` by hand. */
  async pulumiEnvironment(): Promise<NodeJS.ProcessEnv> {
    const { environment } = await ensureToolchain();
    return {
      ...process.env,
      ...localEnvironment(this.directory, this.environment),
      ...environment,
      ...this.environment,
    };
  }

  checkpoint(): { resources: StateResource[]; pending_operations?: unknown[] } {
    const text = readFileSync(this.path(".amorphic/state/.pulumi/stacks/amorphic/local.json"), "utf8");
    const { checkpoint } = JSON.parse(text) as { checkpoint: { latest: { resources: StateResource[] } } };
    return checkpoint.latest;
  }

  /** Everything that Pulumi and the journal ever wrote for this stack, as text. */
  everythingStored(): string {
    const files = readdirSync(this.path(".amorphic"), { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile() && file.name !== "simulator.json")
      .map((file) => readFileSync(join(file.parentPath, file.name), "utf8"))
      .join("\n");
  }

  #copyProviders(): void {
    cpSync(join(REPOSITORY, "providers"), this.path("providers"), {
      recursive: true,
      filter: (source) => !source.endsWith("node_modules"),
    });
    for (const name of readdirSync(join(REPOSITORY, "node_modules"))) {
      if (name === "@amorphic-cicd") continue;
      mkdirSync(this.path("node_modules"), { recursive: true });
      symlinkSync(join(REPOSITORY, "node_modules", name), this.path("node_modules", name));
    }
    mkdirSync(this.path("node_modules/@amorphic-cicd"), { recursive: true });
    symlinkSync(this.path("providers"), this.path("node_modules/@amorphic-cicd/providers"));
  }
}

export const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
