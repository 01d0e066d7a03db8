/** `npm run bench`: measures this project, beside Terraform where it is installed; see docs/performance.md. */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { PULUMI_VERSION } from "../commands/setup/version";
import { UserError } from "../providers/errors";
import { OPERATIONS } from "./contender";
import { Platform } from "./platform";
import { writeReport } from "./report";
import { commit, openResults, save, type Settings } from "./results";
import { runAll } from "./run";
import { startBucket } from "./s3";
import { findTerraform, PROVIDER_VERSION, type Terraform } from "./terraform";
import { workDirectory } from "./work-directory";

interface Flags extends Omit<Settings, "operations"> {
  readonly minutes: number;
  readonly only?: string[];
  readonly out: string;
  readonly report?: string;
}

const KNOWN = [...OPERATIONS, "throttled"];

const program = new Command("bench")
  .description("Measure whole processes on generated projects, against a simulated platform")
  .addOption(
    new Option("--sizes <list>", "numbers of definitions").argParser(numbers).default([1, 100, 1000], "1,100,1000"),
  )
  .option("--runs <n>", "rounds, of which the median counts", number, 3)
  .option("--minutes <n>", "time limit, after which no operation is repeated", number, 15)
  .option("--latency <ms>", "latency of each call to the platform", number, 50)
  .option("--only <list>", `some of: ${KNOWN.join(", ")}`, operations)
  .addOption(new Option("--backend <kind>", "where our state is kept").choices(["file", "s3"]).default("file"))
  .option("--put-latency <ms>", "latency of each PUT to S3", number, 30)
  .addOption(
    new Option("--against <name>", "what to compare with").choices(["terraform", "nobody"]).default("terraform"),
  )
  .option("--platform <file>", "endpoint file of a running server to measure on; its data is deleted")
  .option("--seed <n>", "seed of the generated projects", number, 1)
  .option("--out <file>", "results; an interrupted bench resumes from there", ".amorphic/bench.json")
  .option("--report <directory>", "also write performance.md and its charts there, such as docs")
  .action(bench);

// So that whatever ends when this process exits also ends on a signal.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(2);
});

async function bench({ only, out, report, minutes, ...flags }: Flags): Promise<void> {
  const terraform = flags.against === "terraform" ? await terraformIfThere() : undefined;
  const settings: Settings = { ...flags, operations: only ?? KNOWN };
  const versions = {
    "amorphic-cicd": commit(),
    Pulumi: PULUMI_VERSION,
    Node: process.versions.node,
    ...(terraform && { Terraform: terraform.version, "terraform-provider-restapi": PROVIDER_VERSION }),
  };
  const file = resolve(out);
  mkdirSync(resolve(file, ".."), { recursive: true });
  const results = openResults(file, settings, versions);
  const platform =
    settings.platform === undefined
      ? await Platform.start(workDirectory("platform"), settings.latency)
      : await Platform.at(settings.platform, settings.latency);
  const bucket = settings.backend === "s3" ? await startBucket(settings.putLatency) : undefined;
  try {
    await runAll(results, { platform, bucket, terraform, file, minutes });
  } finally {
    await bucket?.stop();
    await platform.stop();
  }
  save(file, results);
  console.log(writeReport(results, report));
}

/** Without Terraform there is still something to measure. */
async function terraformIfThere(): Promise<Terraform | undefined> {
  try {
    return await findTerraform();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

function number(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

function numbers(text: string): number[] {
  return text.split(",").map(number);
}

function operations(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !KNOWN.includes(name));
  if (wrong !== undefined) throw new InvalidArgumentError(`There is no "${wrong}"; there are ${KNOWN.join(", ")}.`);
  return names;
}
