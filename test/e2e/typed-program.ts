import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run, type Outcome } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { startSimulator, type Simulator } from "../../simulator";

const REPOSITORY = resolve(__dirname, "../..");

/** A separate project with the example's program in TypeScript, and a stack `test` on its own simulator. */
export class TypedProgram {
  private constructor(
    readonly directory: string,
    readonly simulator: Simulator,
    readonly pulumi: string,
    readonly at: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) {}

  /** @param environment in addition to what the stack needs */
  static async make(environment: NodeJS.ProcessEnv = {}): Promise<TypedProgram> {
    const simulator = await startSimulator();
    const directory = mkdtempSync(join(tmpdir(), "amorphic-program-"));
    cpSync(join(REPOSITORY, "examples/typescript-program"), directory, { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules"), join(directory, "node_modules"));
    mkdirSync(join(directory, "state"));
    writeFileSync(
      join(directory, "Pulumi.test.yaml"),
      `config:\n  amorphic:apiUrl: ${simulator.url}\n  amorphic:roleId: ${simulator.roleId}\n` +
        `  amorphic:journal: file://./journal\n  amorphic:fingerprintKey: ${"k".repeat(32)}\n`,
    );
    const toolchain = await ensureToolchain();
    const own = {
      PULUMI_BACKEND_URL: `file://${directory}/state`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      AMORPHIC_AUTHORIZATION_TOKEN: simulator.token,
    };
    const at = { cwd: directory, env: { ...process.env, ...toolchain.environment, ...own, ...environment } };
    const project = new TypedProgram(directory, simulator, toolchain.pulumi, at);
    await project.told("stack", "init", "test");
    return project;
  }

  /** Runs Pulumi by hand, which must succeed. @returns its output */
  async told(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(this.pulumi, [...args, "--non-interactive"], this.at);
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  }

  /** Runs a command of ours. */
  cli(command: string, ...more: string[]): Promise<Outcome> {
    return run(process.execPath, [join(REPOSITORY, "bin/amorphic-cicd"), command, "--stack", "test", ...more], this.at);
  }

  async remove(): Promise<void> {
    await this.simulator.close();
    rmSync(this.directory, { recursive: true });
  }
}
