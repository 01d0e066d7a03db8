import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { UserError } from "../../providers/errors";
import { didYouMean, quote } from "../../providers/nearest";
import { readBaseline, writeBaseline } from "./baseline";
import { toJunit } from "./junit";
import { counted, SEVERITIES, type Scan, type Severity } from "./model";
import { pinnedPrograms } from "./programs";
import { toSarif } from "./sarif";
import { scan, scannerNames } from "./scan";
import { toLines } from "./text";

interface Flags {
  readonly sarif?: string;
  readonly junit?: string;
  readonly json?: true;
  readonly failOn: Severity | "never";
  readonly baseline?: string;
  readonly writeBaseline?: true;
  readonly only: readonly string[];
  readonly resources: string;
  readonly access: string;
}

/** `amorphic-cicd scan`. */
export function scanCommand(): Command {
  return new Command("scan")
    .description("Looks for mistakes, vulnerabilities and secrets in definitions, scripts and dependencies.")
    .option("--sarif <file>", "also write everything as SARIF 2.1.0")
    .option("--junit <file>", "also write everything as JUnit XML")
    .option("--json", "print the SARIF instead of lines")
    .addOption(
      new Option("--fail-on <severity>", "end with 1 from this severity on")
        .choices([...SEVERITIES, "never"])
        .default("critical"),
    )
    .option("--baseline <file>", "findings that stand in it are old and do not count")
    .option("--write-baseline", "write all findings into the baseline instead of reading it")
    .addOption(
      new Option("--only <names>", `scanners to run, parted by commas: ${scannerNames.join(", ")}`)
        .argParser(names)
        .default(scannerNames, "all"),
    )
    .option("--resources <dir>", "directory of the definitions", "resources")
    .option("--access <dir>", "directory of central sharing", "access-management")
    .action(act);
}

function names(text: string): string[] {
  const given = text.split(",").map((name) => name.trim());
  for (const name of given) {
    if (scannerNames.includes(name)) continue;
    const ways = `${didYouMean(name, scannerNames)}; use ${scannerNames.join(", ")}`;
    throw new InvalidArgumentError(`There is no scanner ${quote(name)}${ways}.`);
  }
  return given;
}

async function act(flags: Flags): Promise<void> {
  const { baseline, writeBaseline: isWritten } = flags;
  if (isWritten && baseline === undefined)
    throw new UserError("--write-baseline needs --baseline FILE; name the file.");
  if (flags.resources !== "resources" && !existsSync(flags.resources)) {
    throw new UserError(`There is no directory ${quote(flags.resources)}; name the one with the definitions.`);
  }
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const result = await scan({
    ...flags,
    repository: process.cwd(),
    baseline: baseline === undefined || isWritten ? undefined : readBaseline(baseline),
    programs: pinnedPrograms({ log: progress }),
    env: process.env,
    now: new Date(),
    progress,
  });
  const sarif = `${JSON.stringify(toSarif(result), undefined, 2)}\n`;
  if (flags.sarif !== undefined) write(flags.sarif, sarif);
  if (flags.junit !== undefined) write(flags.junit, toJunit(result));
  process.stdout.write(flags.json ? sarif : `${toLines(result).join("\n")}\n`);
  if (isWritten && baseline !== undefined)
    progress(`baseline: ${writeBaseline(baseline, result)} findings in ${baseline}`);
  process.exitCode = exitCode(result, isWritten ? "never" : flags.failOn);
}

function write(file: string, content: string): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, content);
}

/** 2 if the result is incomplete, since nobody knows what it would have been; else 1 for findings that count. */
export function exitCode(result: Scan, failOn: Severity | "never"): 0 | 1 | 2 {
  if (result.runs.some(({ failures }) => failures.length > 0)) return 2;
  if (failOn === "never") return 0;
  const fatal: readonly Severity[] = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return counted(result).some(({ severity }) => fatal.includes(severity)) ? 1 : 0;
}
