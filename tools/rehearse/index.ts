import { resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../../providers/errors";
import { Rehearsal, type StageResult } from "./rehearsal";
import { differences, replacementsFor } from "./replacements";

/** `npm run rehearse -- --stack dev`: what CodeBuild would run at the next push, on this machine. */
const command = new Command("rehearse")
  .description(
    "Runs the pipeline of a stack of infra/ on this machine: its buildspecs, stage by stage, on moto and the simulator.",
  )
  .requiredOption("--stack <name>", "the stack of infra/, such as dev")
  .option("--install", "also install the npm packages in every build, as CodeBuild does")
  .option("--online", "also run the scanners that ask services on the Internet, as CodeBuild does")
  .action(async ({ stack, install, online }: { stack: string; install?: true; online?: true }) => {
    const realism = { install: install ?? false, online: online ?? false };
    const output = (text: string): void => void process.stderr.write(text);
    output("What is not as in CodeBuild:\n");
    const replaced = replacementsFor(realism).map(({ what, by }) => `${what}: ${by}`);
    for (const line of [...differences, ...replaced]) output(`- ${line}\n`);
    output("\n");

    const repository = resolve(__dirname, "../..");
    const rehearsal = await Rehearsal.open({ stack, repository, realism, output });
    try {
      const results = await rehearsal.run();
      process.stdout.write(`${summary(stack, results)}\n`);
      process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
    } finally {
      await rehearsal.close();
    }
  });

function summary(stack: string, results: readonly StageResult[]): string {
  const lines = results.map(({ stage, isGood, seconds, said }) =>
    `${stage.padEnd(10)} ${isGood ? "passed" : "FAILED"} ${seconds.toFixed(0).padStart(4)} s  ${said}`.trimEnd(),
  );
  const failed = results.find(({ isGood }) => !isGood);
  return [...lines, `Rehearsal of ${stack}: ${failed ? `failed in ${failed.stage}` : "passed"}`].join("\n");
}

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(2);
});
