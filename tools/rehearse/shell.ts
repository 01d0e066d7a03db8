import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";

/**
 * One bash for a whole build, as CodeBuild has it: what a command sets or where it goes holds for those after it. Commands
 * come from files, so none of their text passes through a shell of ours.
 */
export class Shell {
  readonly #process: ChildProcess;
  readonly #answers: Interface;
  readonly #ended: Promise<number>;
  #count = 0;

  /** @param scratch a directory of its own */
  constructor(
    private readonly scratch: string,
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly output: (text: string) => void },
  ) {
    const { cwd, env, output } = options;
    this.#process = spawn("bash", ["--noprofile", "--norc"], { cwd, env, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    this.#process.stdout?.setEncoding("utf8").on("data", output);
    this.#process.stderr?.setEncoding("utf8").on("data", output);
    this.#process.stdin?.on("error", () => undefined);
    this.#answers = createInterface({ input: this.#process.stdio[3] as Readable });
    this.#ended = once(this.#process, "close").then(([code]) => Number(code ?? 1));
  }

  /** @returns the command's exit code, also when it ended the shell itself */
  async run(command: string): Promise<number> {
    const file = join(this.scratch, `command-${++this.#count}.sh`);
    writeFileSync(file, `${command}\n`);
    return Number(await this.#ask(`. "${file}" </dev/null; printf '%s\\n' "$?" >&3`));
  }

  /** The value of an exported variable; empty if there is none. */
  async variable(name: string): Promise<string> {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`${name} is no name of a variable`);
    return JSON.parse(await this.#ask(`node -p 'JSON.stringify(process.env.${name} ?? "")' >&3`)) as string;
  }

  async end(): Promise<void> {
    this.#process.stdin?.end();
    await this.#ended;
  }

  async #ask(line: string): Promise<string> {
    const answer = once(this.#answers, "line") as Promise<[string]>;
    this.#process.stdin?.write(`${line}\n`);
    return Promise.race([answer.then(([text]) => text), this.#ended.then(String)]);
  }
}
