import { UserError } from "../../providers/errors";
import { run, type Outcome, type RunOptions } from "../shared/run";

/** Runs the Pulumi CLI with these arguments. */
export type PulumiRunner = (args: readonly string[], options: RunOptions) => Promise<Outcome>;

/** Runs the given CLI with `additions` on top of the environment. */
export const pulumiRunner =
  (pulumi: string, additions: NodeJS.ProcessEnv = {}): PulumiRunner =>
  (args, options) =>
    run(pulumi, args, { ...options, env: { ...options.env, ...additions } });

/** Fails with what the CLI said, unless it succeeded. @returns its output */
export function succeeded(outcome: Outcome, doing: string): string {
  if (outcome.code === 0) return outcome.stdout;
  const lines = outcome.stderr.split("\n").filter((line) => line.trim() !== "");
  // The CLI's SDKs write warnings to the same stream; if it reports an error, only that matters.
  const errors = lines.filter((line) => line.startsWith("error:"));
  throw new UserError(
    `Pulumi could not ${doing}:\n  ${(errors.length > 0 ? errors : lines).join("\n  ") || `exit code ${outcome.code}`}\n` +
      `The bucket and the key exist; fix the cause and run bootstrap again. It continues where it stopped.`,
  );
}
