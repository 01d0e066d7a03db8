import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** How a process ended. `code` is null when it could not be started or was killed by a signal. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Goes to standard input: the way for a secret, since argv can be read by every user of the machine. */
  readonly input?: string;
  /** Milliseconds after which the program is killed. */
  readonly timeout?: number;
}

export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<Outcome>;

/** Runs a program without a shell; never rejects: a program that cannot be started is an outcome too. */
export const run: Run = (command, args, { input = "", ...options }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { ...options, killSignal: "SIGKILL", stdio: "pipe" });
    // A program that ends before it has read its input is judged by its exit code.
    child.stdin.on("error", () => undefined).end(input);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => {
      resolve({ code: null, stdout, stderr: error.message });
    });
    child.on("exit", (_, signal) => {
      if (signal === null || options.timeout === undefined) return;
      // Its own children may live on and hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    });
    child.on("close", (code, signal) => {
      resolve({ code, stdout, stderr: signal === null ? stderr : `${stderr}\nkilled by ${signal}` });
    });
  });

/** Runs a program without a shell and without input, its output going where ours goes. @returns its exit code */
export const runVisibly = (command: string, args: readonly string[], options: RunOptions): Promise<number | null> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(null);
    });
    child.on("close", resolve);
  });

/** Why it failed, in one line: programs say it last. */
export function reason({ code, stdout, stderr }: Outcome): string {
  const lines = stripVTControlCharacters(`${stdout}\n${stderr}`).split("\n");
  const said = lines.map((line) => line.trim()).filter((line) => line !== "");
  return said.at(-1) ?? `it ended with code ${String(code)} and said nothing`;
}
