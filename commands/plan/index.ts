import { Command } from "commander";
import { checkWritable } from "../shared/files";
import { openStack } from "../shared/stack";
import { checkState } from "../state/guard";
import { prepare } from "./prepare";

interface Options {
  readonly stack: string;
  readonly refresh: boolean;
  readonly json?: string;
  readonly markdown?: string;
  readonly export?: string;
  readonly expectNoChanges?: true;
}

/** `amorphic-cicd plan`. */
export function planCommand(): Command {
  return new Command("plan")
    .description("Show what a deployment would change, compared with what is live now; read-only")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--no-refresh", "compare with the state only; needs no token")
    .option("--json <file>", "also write the plan as JSON (schemas/plan.schema.json)")
    .option("--markdown <file>", "also write it as Markdown, for a pull request")
    .option("--export <file>", "also write its counts as shell variables, for CodeBuild's exported-variables")
    .option("--expect-no-changes", "exit with 1 if anything would change")
    .action(async (options: Options) => {
      checkWritable(options.json, options.markdown, options.export);
      const stack = await openStack(options.stack);
      await checkState(stack);
      const planning = prepare(stack, options);
      // Loaded while Pulumi works.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { printPlan, writeReports } = require("./output") as typeof import("./output");
      const { plan: made } = await planning;
      writeReports(made, stack, options);
      const code = printPlan(made, stack.name);
      const unexpected = options.expectNoChanges && made.changes.length > 0;
      if (unexpected && code === 0) process.stderr.write("error: there are changes, but none were expected\n");
      process.exitCode = unexpected ? 1 : code;
    });
}
