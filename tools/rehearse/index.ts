import { resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../../providers/errors";
import { settingsOf } from "../../infra/record";
import { applicationDifferences, rehearseApplication } from "./application";
import { Rehearsal, type RehearsalOptions } from "./rehearsal";
import { differences, replacementsFor } from "./replacements";
import type { StageResult } from "./run";

/** `npm run rehearse -- --stack dev`: what CodeBuild would run at the next push, on this machine. */
const command = new Command("rehearse")
  .description(
    "Runs the pipeline of a stack of infra/ on this machine: its buildspecs, stage by stage, on moto and the simulator.",
  )
  .requiredOption("--stack <name>", "the stack of infra/, such as dev")
  .option("--install", "also install the npm packages where CodeBuild does")
  .option("--online", "also run the scanners that ask services on the Internet, as CodeBuild does")
  .action(async ({ stack, install, online }: { stack: string; install?: true; online?: true }) => {
    const realism = { install: install ?? false, online: online ?? false };
    const output = (text: string): void => void process.stderr.write(text);
    const settings = settingsOf(stack);
    output("What differs from CodeBuild:\n");
    const replaced = replacementsFor(realism).map(({ what, by }) => `${what}: ${by}`);
    const isApplication = settings.target !== "amorphic";
    const rest = isApplication ? applicationDifferences : differences;
    const packages = isApplication ? replaced.slice(0, 1) : replaced;
    for (const line of [...rest, ...packages]) output(`- ${line}\n`);
    output("\n");

    const options = { stack, repository: resolve(__dirname, "../.."), realism, output };
    const results = await (isApplication ? rehearseApplication(options, settings) : rehearse(options));
    process.stdout.write(`${summary(stack, results)}\n`);
    process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
  });

async function rehearse(options: RehearsalOptions): Promise<StageResult[]> {
  const rehearsal = await Rehearsal.open(options);
  try {
    return await rehearsal.run();
  } finally {
    await rehearsal.close();
  }
}

function summary(stack: string, results: readonly StageResult[]): string {
  const width = Math.max(10, ...results.map(({ stage }) => stage.length));
  const lines = results.map(({ stage, isGood, wasRun = true, seconds, said }) =>
    `${stage.padEnd(width)} ${isGood ? (wasRun ? "passed" : "------") : "FAILED"} ${seconds.toFixed(0).padStart(4)} s  ${said}`.trimEnd(),
  );
  const failed = results.find(({ isGood }) => !isGood);
  const isWhole = results.every(({ wasRun = true }) => wasRun);
  const outcome = failed ? `failed in ${failed.stage}` : isWhole ? "passed" : "passed, as far as it was run";
  return [...lines, `Rehearsal of ${stack}: ${outcome}`].join("\n");
}

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(2);
});
