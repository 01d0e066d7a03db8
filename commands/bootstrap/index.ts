import { Command, InvalidArgumentError } from "commander";
import { ensureToolchain } from "../setup/toolchain";
import { bootstrap, type BootstrapOptions } from "./bootstrap";
import { checkNames } from "./names";
import { pulumiRunner } from "./pulumi";
import { report } from "./report";
import { stateTemplate } from "./template";

export { bootstrap, type BootstrapOptions, type BootstrapResult } from "./bootstrap";
export { pulumiRunner, type PulumiRunner } from "./pulumi";

type Flags = Pick<BootstrapOptions, "project" | "stack" | "region" | "bucket" | "historyDays" | "versionDays"> & {
  readonly printTemplate?: true;
  readonly json?: true;
};

/** `amorphic-cicd bootstrap`. */
export function bootstrapCommand(): Command {
  return new Command("bootstrap")
    .description("Create the state bucket, the key and the Pulumi stack of an environment, where missing")
    .requiredOption("--stack <name>", "the environment's Pulumi stack, such as dev")
    .option("--region <region>", "AWS region (default: the environment's or the profile's)")
    .option("--bucket <name>", "name of the bucket (default: <project>-state-<stack>-<account>-<region>)")
    .option("--project <name>", "first part of all names", "amorphic-cicd")
    .option("--history-days <days>", "how long to keep Pulumi's history and backups (default: 90)", days)
    .option("--version-days <days>", "how long to keep overwritten and deleted versions (default: 365)", days)
    .option("--print-template", "print the CloudFormation template and exit")
    .option("--json", "print the result as JSON")
    .action(act);
}

async function act({ printTemplate, json, ...flags }: Flags): Promise<void> {
  if (printTemplate) {
    checkNames(flags.project, flags.stack);
    process.stdout.write(`${JSON.stringify(stateTemplate(flags.project, flags.stack), undefined, 2)}\n`);
    return;
  }
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const environment = process.env;
  const result = await bootstrap({
    ...flags,
    directory: process.cwd(),
    environment,
    pulumi: async () => {
      const toolchain = await ensureToolchain({ environment, log: progress });
      return pulumiRunner(toolchain.pulumi, toolchain.environment);
    },
    progress,
  });
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : report(result));
}

function days(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError("It must be a whole number of days, 1 or more.");
  return Number(text);
}
