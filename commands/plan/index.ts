import { Command } from "commander";
import { loadCatalog } from "../../providers/corrections";
import { visibleLines } from "../../providers/nearest";
import { writeReport } from "../files";
import { startProgress } from "../progress";
import { reason, run } from "../setup/run";
import { openStack, projectName, type Stack } from "../stack";
import { checkState } from "../state/guard";
import { planExports } from "./exports";
import { withLosses } from "./losses";
import { dialects, planMarkdown } from "./markdown";
import type { Plan } from "./model";
import { planOf } from "./plan";
import { platformOf } from "./platform";
import { parsePreview, type Preview } from "./preview";
import { problemLine } from "./problem";
import { redactor } from "./redact";
import { reportOf } from "./report";
import { planText } from "./text";

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
    .description("Shows what a deployment of the stack would do, against what is live now. Changes nothing.")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--no-refresh", "compare with the state only, without asking Amorphic what is live; needs no token")
    .option("--json <file>", "write the plan as JSON too (schemas/plan.schema.json)")
    .option("--markdown <file>", "write it as Markdown for a pull request too")
    .option("--export <file>", "write its counts as shell variables too, for CodeBuild's exported-variables")
    .option("--expect-no-changes", "exit 1 if anything would change")
    .action(async (options: Options) => {
      const stack = await openStack(options.stack);
      await checkState(stack);
      const made = await plan(stack, options);
      for (const [file, content] of Object.entries(filesOf(made, stack, options))) writeReport(file, content);
      const code = printPlan(made, stack.name);
      const unexpected = options.expectNoChanges && made.changes.length > 0;
      if (unexpected && code === 0) process.stderr.write("error: there are changes, and none were expected\n");
      process.exitCode = unexpected ? 1 : code;
    });
}

/** A plan, and what carrying it out needs of the preview that it was made from. */
export interface Prepared {
  readonly plan: Plan;
  readonly preview: Preview;
  /** The stack's configuration, secure values blinded. */
  readonly config: Readonly<Record<string, string>>;
  /** Takes out of a text what must not be seen. */
  readonly redact: (text: string) => string;
}

interface PrepareOptions {
  /** Whether what is live is read first; needs the token. */
  readonly refresh: boolean;
  /** URNs of the only resources to look at; all if there are none. */
  readonly targets?: readonly string[];
}

export const plan = async (stack: Stack, options: PrepareOptions): Promise<Plan> =>
  (await prepare(stack, options)).plan;

/** Runs a preview, which changes nothing and takes no lock. */
export async function prepare(stack: Stack, { refresh, targets = [] }: PrepareOptions): Promise<Prepared> {
  const args = ["preview", "--json", "--show-sames", "--non-interactive", "--stack", stack.name];
  const chosen = targets.flatMap((urn) => ["--target", urn]);
  const progress = startProgress(`planning ${stack.name}${refresh ? ", against what is live" : ""}`);
  const outcome = await run(stack.pulumi, [...args, ...(refresh ? ["--refresh"] : []), ...chosen], {
    cwd: stack.project,
    // So that what is protected is shown as blocked, with all the rest, rather than ending the preview.
    env: { ...stack.environment, AMORPHIC_CICD_PLAN: "true" },
  }).finally(() => progress.end());
  const parsed = parsePreview(outcome.stdout);
  const preview = parsed ?? {};
  const redact = redactor(preview, stack.environment);
  const { config = {} } = preview;
  // What is wrong with the corrections, the program says.
  const { catalog } = loadCatalog(stack.project);
  const made = planOf(preview, {
    catalog,
    refreshed: refresh,
    isSet: (variable) => (stack.environment[variable] ?? "") !== "",
    redact,
  });
  // Without a preview nothing is known, whatever the exit code says.
  if (made.errors.length === 0 && (outcome.code !== 0 || !parsed)) {
    const said = outcome.stderr.trim() || reason({ ...outcome, stdout: parsed ? "" : outcome.stdout });
    const message = redact(said.replace(/^error: /, ""));
    return { plan: { ...made, errors: [{ message }] }, preview, config, redact };
  }
  const told = refresh ? await withLosses(made, () => platformOf(config).api(), catalog) : made;
  return { plan: told, preview, config, redact };
}

/** Result on stdout, what to know on stderr. @returns the exit code */
export function printPlan(made: Plan, stack: string): number {
  for (const warning of made.warnings) process.stderr.write(`${visibleLines(problemLine(warning, "warning"))}\n`);
  for (const error of made.errors) process.stderr.write(`${visibleLines(problemLine(error, "error"))}\n`);
  if (made.errors.length > 0) return 1;
  process.stdout.write(planText(made, `Pulumi.${stack}.yaml`));
  return made.changes.some(({ blocked }) => blocked) ? 1 : 0;
}

/** What the options ask for, by file name. */
function filesOf(made: Plan, { project: directory, name: stack }: Stack, { json, markdown, export: exports }: Options) {
  const project = projectName(directory);
  return {
    ...(json !== undefined && { [json]: `${JSON.stringify(reportOf(made, project, stack), null, 2)}\n` }),
    ...(markdown !== undefined && { [markdown]: planMarkdown(made, { project, stack }, dialects.github) }),
    ...(exports !== undefined && { [exports]: planExports(made) }),
  };
}
