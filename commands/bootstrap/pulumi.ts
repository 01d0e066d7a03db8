import { spawn } from "node:child_process";
import { UserError } from "../../providers/errors";
import { BootstrapFailure } from "./failure";

/** How a run of the CLI ended. */
export interface PulumiOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PulumiRunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Goes to standard input: the way for a secret, since argv can be read by every user of the machine. */
  readonly input?: string;
}

export type PulumiRunner = (args: readonly string[], options: PulumiRunOptions) => Promise<PulumiOutcome>;

/** Runs the given CLI, without a shell, with `additions` over the environment. */
export function pulumiRunner(pulumi: string, additions: NodeJS.ProcessEnv = {}): PulumiRunner {
  return (args, { cwd, env, input = "" }) =>
    new Promise((resolve, reject) => {
      const child = spawn(pulumi, args, { cwd, env: { ...env, ...additions } });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      // A CLI that ends before it has read its input is judged by its exit code.
      child.stdin.on("error", () => undefined).end(input);
      child.on("error", (error) => {
        reject(new UserError(`The Pulumi CLI cannot be started (${pulumi}): ${error.message}`, { cause: error }));
      });
      child.on("close", (code, signal) => {
        resolve({ code, stdout, stderr: signal === null ? stderr : `${stderr}\nerror: killed by ${signal}` });
      });
    });
}

/** Stops with what the CLI said, unless it ended well. */
export function succeeded(outcome: PulumiOutcome, doing: string): string {
  if (outcome.code === 0) return outcome.stdout;
  const lines = outcome.stderr.split("\n").filter((line) => line.trim() !== "");
  // The CLI's SDKs write warnings to the same stream; where it names an error, that is the message.
  const errors = lines.filter((line) => line.startsWith("error:"));
  throw new BootstrapFailure(
    `Pulumi could not ${doing}:\n  ${(errors.length > 0 ? errors : lines).join("\n  ") || `exit code ${outcome.code}`}\n` +
      `Bucket and key are in place; remove the cause and run bootstrap again. It goes on where it stopped.`,
  );
}
