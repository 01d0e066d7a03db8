import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
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
  /** Goes to standard input. Use it for secrets, since every user of the machine can read argv. */
  readonly input?: string;
  /** Milliseconds after which the program is killed. */
  readonly timeout?: number;
}

export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<Outcome>;

/** Runs a program without a shell. Never rejects: a program that cannot be started is an outcome too. */
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
      // The program's own children may live on and hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    });
    child.on("close", (code, signal) => {
      resolve({ code, stdout, stderr: signal === null ? stderr : `${stderr}\nkilled by ${signal}` });
    });
  });

/** Like {@link runLines}, for a program whose output is only needed once it has ended. */
export async function runToEnd(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  let stdout = "";
  return { ...(await runLines(command, args, options, (line) => (stdout += `${line}\n`))), stdout };
}

/** How a program that was run line by line ended. */
export interface Exit extends Pick<Outcome, "code" | "stderr"> {
  /** Whether it was asked to end. */
  readonly interrupted: boolean;
}

interface LinesOptions extends RunOptions {
  /** The program leaves nothing half-done, so the first request ends it at once; the engine needs a second one for that. */
  readonly endsAtOnce?: boolean;
  /** Called on the first request. */
  readonly onInterrupt?: () => void;
}

/**
 * Runs a program without a shell and without input, and passes on each line of its output as it comes. Ctrl-C and SIGTERM
 * reach it, and us, once each; then the program decides, as it may need time to record what it leaves half-done. A closed
 * terminal counts once, although both the shell and, when that has ended, the system report it.
 */
export const runLines = (
  command: string,
  args: readonly string[],
  { endsAtOnce = false, onInterrupt = () => undefined, ...options }: LinesOptions,
  onLine: (line: string) => void,
): Promise<Exit> =>
  new Promise((resolve) => {
    // In its own process group, so that a terminal's Ctrl-C does not reach it a second time, which would mean "at once".
    const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let interrupted = false;
    const interrupt = () => {
      if (!interrupted) onInterrupt();
      interrupted = true;
      child.kill("SIGINT");
      // Two equal signals in a row may arrive as one.
      if (endsAtOnce) child.kill("SIGTERM");
    };
    const hangUp = () => {
      if (!interrupted) interrupt();
    };
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("SIGHUP", hangUp);
    let stderr = "";
    createInterface({ input: child.stdout }).on("line", onLine);
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => (stderr += error.message));
    child.on("close", (code) => {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt).off("SIGHUP", hangUp);
      resolve({ code, stderr, interrupted });
    });
  });

/** Why a program failed, in one line: programs say it last. */
export function reason({ code, stdout, stderr }: Outcome): string {
  const lines = stripVTControlCharacters(`${stdout}\n${stderr}`).split("\n");
  const said = lines.map((line) => line.trim()).filter((line) => line !== "");
  return said.at(-1) ?? `it ended with code ${String(code)} and printed nothing`;
}
