import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { isInside } from "../../providers/definitions/files";
import { UserError } from "../../providers/errors";
import { didYouMean } from "../../providers/nearest";
import { quote } from "../../providers/visible";
import { definitionSettings, stackOption } from "../shared/definition-settings";
import { checkWritable, writeReport } from "../shared/files";
import { readBaseline, readEntries, writeBaseline } from "./baseline";
import { toJunit } from "./junit";
import { findingsThatCount, isComplete, SEVERITIES, type Scan, type Severity } from "./model";
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
  readonly stack?: string;
  readonly resources: string;
  readonly access: string;
}

const [RESOURCES, ACCESS] = ["resources", "access-management"];

/** `amorphic-cicd scan`. */
export function scanCommand(): Command {
  return new Command("scan")
    .description("Find mistakes, vulnerabilities and secrets in definitions, scripts and dependencies")
    .option("--sarif <file>", "also write everything as SARIF 2.1.0")
    .option("--junit <file>", "also write everything as JUnit XML")
    .option("--json", "print the SARIF instead of lines")
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 if a finding has at least this severity")
        .choices([...SEVERITIES, "never"])
        .default("critical"),
    )
    .option("--baseline <file>", "known findings, which do not count")
    .option("--write-baseline", "write all findings to the baseline, keeping those of scanners that did not run")
    .addOption(
      new Option("--only <names>", `scanners to run, separated by commas: ${scannerNames.join(", ")}`)
        .argParser(names)
        .default(scannerNames, "all"),
    )
    .addOption(stackOption())
    .option("--resources <dir>", "directory of the definitions", RESOURCES)
    .option("--access <dir>", "directory of central sharing", ACCESS)
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
  const [read, written] = flags.writeBaseline ? [undefined, flags.baseline] : [flags.baseline, undefined];
  if (flags.writeBaseline && written === undefined)
    throw new UserError("--write-baseline needs --baseline FILE; name the file.");
  const { resources, access } = flags.stack === undefined ? flags : directoriesOf(flags.stack);
  if (resources !== RESOURCES) checkDirectory(resources, "the definitions");
  if (access !== ACCESS) checkDirectory(access, "central sharing");
  const before = written === undefined ? undefined : readEntries(written);
  checkWritable(flags.sarif, flags.junit, written);
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const result = await scan({
    ...flags,
    resources,
    access,
    repository: process.cwd(),
    baseline: read === undefined ? undefined : readBaseline(read),
    programs: pinnedPrograms({ log: progress }),
    env: process.env,
    now: new Date(),
    progress,
  });
  const sarif = `${JSON.stringify(toSarif(result), undefined, 2)}\n`;
  if (flags.sarif !== undefined) writeReport(flags.sarif, sarif);
  if (flags.junit !== undefined) writeReport(flags.junit, toJunit(result));
  process.stdout.write(flags.json ? sarif : `${toLines(result).join("\n")}\n`);
  if (written !== undefined)
    progress(`baseline: ${writeBaseline(written, result, before)} findings in ${written}${keptOf(result)}`);
  process.exitCode = exitCode(result, flags.writeBaseline ? "never" : flags.failOn);
}

/** Other environments' central sharing is scanned as well, as long as it is in the usual place. */
function directoriesOf(stack: string): { resources: string; access: string } {
  const { resources, access } = definitionSettings(stack, process.cwd());
  if (access === undefined) return { resources, access: ACCESS };
  checkDirectory(access, "central sharing");
  return { resources, access: isInside(resolve(ACCESS), resolve(access)) ? ACCESS : access };
}

/** The scan would treat a missing directory as empty. */
function checkDirectory(directory: string, content: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new UserError(`There is no directory ${quote(directory)}; name the one with ${content}.`);
}

function keptOf({ runs }: Scan): string {
  const complete = runs.filter(isComplete).map(({ scanner }) => scanner);
  const others = scannerNames.filter((name) => !complete.includes(name));
  return others.length === 0 ? "" : `; those of ${others.join(", ")} were kept, as these scanners did not complete`;
}

/** 2 if the result is incomplete, since unknown findings may be missing; otherwise 1 for findings that count. */
export function exitCode(result: Scan, failOn: Severity | "never"): 0 | 1 | 2 {
  if (!result.runs.every(isComplete)) return 2;
  if (failOn === "never") return 0;
  const fatal: readonly Severity[] = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return findingsThatCount(result).some(({ severity }) => fatal.includes(severity)) ? 1 : 0;
}
