import { Command } from "commander";
import { reason, run } from "../setup/run";
import { openStack, type Stack } from "../stack";
import { checkState } from "../state/guard";
import { parseDigest } from "./digest";
import { planOf, type Plan } from "./plan";
import { planText } from "./text";

/** `amorphic-cicd plan`. */
export function planCommand(): Command {
  return new Command("plan")
    .description("Shows what a deployment of the stack would do, against what is live now.")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--no-refresh", "compare with the state only, without asking Amorphic what is live")
    .action(async ({ stack, refresh }: { stack: string; refresh: boolean }) => {
      const opened = await openStack(stack);
      await checkState(opened);
      const made = await plan(opened, { refresh });
      process.exitCode = printPlan(made, refresh);
    });
}

/**
 * Runs a preview, which changes nothing and takes no lock.
 * @param options.refresh whether what is live is read first; needs the token
 */
export async function plan(stack: Stack, options: { readonly refresh: boolean }): Promise<Plan> {
  const args = ["preview", "--json", "--show-sames", "--non-interactive", "--stack", stack.name];
  const outcome = await run(stack.pulumi, options.refresh ? [...args, "--refresh"] : args, {
    cwd: stack.project,
    env: stack.environment,
  });
  const digest = parseDigest(outcome.stdout);
  const made = planOf(digest ?? {});
  // Without a digest nothing is known, whatever the exit code says.
  if (made.errors.length > 0 || (outcome.code === 0 && digest)) return made;
  return { ...made, errors: [outcome.stderr.trim() || reason({ ...outcome, stdout: digest ? "" : outcome.stdout })] };
}

/** Result on stdout, what to know on stderr. @returns the exit code */
export function printPlan(made: Plan, refreshed: boolean): number {
  for (const warning of made.warnings) process.stderr.write(`warning: ${warning}\n`);
  if (!refreshed) process.stderr.write("live state not checked\n");
  for (const error of made.errors) process.stderr.write(`error: ${error}\n`);
  if (made.errors.length > 0) return 1;
  process.stdout.write(planText(made));
  return made.changes.some(({ blocked }) => blocked) ? 1 : 0;
}
