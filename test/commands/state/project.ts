import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** Where the state of `dev` is, below `.pulumi`. */
export const STATE = "stacks/amorphic/dev.json";

/** A project with the state and the history of its stack `dev`, as Pulumi keeps them. */
export class Project {
  readonly directory = mkdtempSync(join(tmpdir(), "state-"));
  readonly stack = {
    name: "dev",
    project: this.directory,
    pulumi: "pulumi",
    environment: { PULUMI_BACKEND_URL: `file://${this.directory}/state` },
  };

  constructor() {
    writeFileSync(join(this.directory, "Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    this.settings("");
  }

  get noStack(): string {
    return (
      `There is no stack dev in ${this.stack.environment.PULUMI_BACKEND_URL}. Create it with \`bin/amorphic-cicd bootstrap ` +
      "--stack dev`, or set PULUMI_BACKEND_URL to where it is."
    );
  }

  settings(text: string): void {
    writeFileSync(join(this.directory, "Pulumi.dev.yaml"), text);
  }

  put(path: string, content: Buffer | string): void {
    const file = join(this.directory, "state/.pulumi", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** What Pulumi writes at the end of a run. */
  record(id: string, copy: Buffer | undefined, record: object = {}): void {
    const entry = `history/amorphic/dev/dev-${id}`;
    this.put(
      `${entry}.history.json`,
      JSON.stringify({
        kind: "update",
        result: "succeeded",
        message: "",
        environment: {},
        endTime: Number(id.slice(0, 10)),
        ...record,
      }),
    );
    if (copy) this.put(`${entry}.checkpoint.json`, copy);
  }

  read(path: string): Buffer {
    return readFileSync(join(this.directory, "state/.pulumi", path));
  }

  names(path: string): string[] {
    return readdirSync(join(this.directory, "state/.pulumi", path)).sort();
  }

  cli(...args: string[]) {
    const all = [resolve("bin/amorphic-cicd"), "state", ...args, "--stack", "dev"];
    const env = { ...process.env, ...this.stack.environment, CODEBUILD_BUILD_ARN: "" };
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: this.directory, env, encoding: "utf8" });
    return { code: status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
