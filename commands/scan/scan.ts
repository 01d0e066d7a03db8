import { readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { projectCatalog } from "../../providers/corrections";
import { statOf } from "../../providers/definitions/files";
import { UserError } from "../../providers/errors";
import { quote } from "../../providers/visible";
import { version } from "../../package.json";
import { seconds } from "../shared/progress";
import { run as runProgram, type Run } from "../shared/run";
import { counted } from "../shared/text";
import type { Baseline } from "./baseline";
import { clean } from "./clean";
import { covers, readConfig } from "./config";
import { notCovered } from "./coverage";
import { scanDefinitions } from "./definitions";
import { repositoryFiles } from "./files";
import { judge, type Verdicts } from "./judge";
import type { Scan, ScannerRun } from "./model";
import type { Programs } from "./programs";
import { runScanner, type Ran } from "./run";
import type { Scanner } from "./scanner";
import { bandit } from "./scanners/bandit";
import { gitleaks } from "./scanners/gitleaks";
import { npmAudit } from "./scanners/npm-audit";
import { pipAudit } from "./scanners/pip-audit";
import { ruff } from "./scanners/ruff";
import { semgrep } from "./scanners/semgrep";
import { idleSuppressions } from "./suppressions";

/** Our own scanner, of definitions. */
const OWN = "definitions";
const scanners: readonly Scanner[] = [bandit, gitleaks, npmAudit, pipAudit, ruff, semgrep];

/** All scanners' names, in the order of every output. */
export const scannerNames: readonly string[] = [...scanners.map(({ name }) => name), OWN].sort();

export interface ScanOptions {
  /** Absolute. */
  readonly repository: string;
  /** Directories of definitions and of central sharing, below the repository. */
  readonly resources: string;
  readonly access: string;
  /** Names of the scanners to run. */
  readonly only: readonly string[];
  readonly baseline?: Baseline | undefined;
  readonly programs: Programs;
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date;
  /** A line at a time. */
  readonly progress: (line: string) => void;
  readonly run?: Run;
}

/** Runs the scanners side by side. @throws UserError if the scan's configuration is wrong */
export async function scan(options: ScanOptions): Promise<Scan> {
  const { env, now, programs, run = runProgram } = options;
  const repository = realpathSync(options.repository);
  const config = readConfig(repository);
  const { files: all, leftOut } = await repositoryFiles(repository, run, env);
  const takes = (file: string): boolean => !config.exclude.some(({ path }) => covers(path, file));
  const files = all.filter(takes);
  const verdicts = {
    config,
    baseline: options.baseline,
    lines: linesOf(repository),
    today: now.toISOString().slice(0, 10),
  };
  const start = async (name: string): Promise<Ran> => {
    const scanner = scanners.find((one) => one.name === name);
    if (scanner) return runScanner(scanner, { repository, files, programs, run, env });
    if (isMissing && !othersHaveWork) throw new UserError(missing(options.resources));
    const catalog = projectCatalog(repository);
    return { ...scanDefinitions({ ...options, repository, catalog, takes }), version };
  };
  const isMissing = options.only.includes(OWN) && !statOf(resolve(repository, options.resources))?.isDirectory();
  const othersHaveWork = scanners.some(({ name, takes }) => options.only.includes(name) && files.some(takes));
  options.progress(`scan: ${counted(files.length, "file")} in the repository …`);
  const wanted = scannerNames.filter((name) => options.only.includes(name));
  const runs = await Promise.all(wanted.map((name) => follow(name, () => start(name), options, verdicts)));
  const notes = [
    ...idleSuppressions(config.suppress, runs, verdicts.today, scannerNames),
    ...config.exclude.map(({ path, reason }) => {
      const matching = all.filter((file) => covers(path, file)).length;
      return `not scanned: ${path} (${counted(matching, "file")}): ${reason}`;
    }),
    ...leftOut.map(
      (path) => `not scanned: ${path}: without git, a directory of this name counts as installed packages`,
    ),
    ...(isMissing && othersHaveWork ? [`no definitions were scanned: ${missing(options.resources)}`] : []),
    ...notCovered(files, new Set(runs.flatMap(({ unread = [] }) => unread))),
  ];
  return { runs, notes };
}

/** A TypeScript project has no such directory, but in the wrong place finding nothing would look like good news. */
const missing = (directory: string): string =>
  `there is no directory ${quote(directory)}; run this in the root of the project, or name the one with the definitions`;

async function follow(
  scanner: string,
  start: () => Promise<Ran>,
  { progress }: ScanOptions,
  verdicts: Verdicts,
): Promise<ScannerRun> {
  const began = performance.now();
  const { findings, failures, ...ran } = await start().catch(notStarted);
  const judged = judge(scanner, findings, verdicts);
  const time = seconds(performance.now() - began);
  const state = failures.length > 0 ? "did not run or did not complete" : `${judged.length} found`;
  progress(
    ran.files === 0 && failures.length === 0
      ? `scan: ${scanner}: nothing to scan`
      : `scan: ${scanner}: ${counted(ran.files, "file")}, ${state}, ${time}`,
  );
  return { scanner, ...ran, findings: judged, failures: failures.map(clean) };
}

/** If a scanner cannot even start, the others still run. */
function notStarted(error: unknown): Ran {
  if (!(error instanceof UserError)) throw error;
  return { files: 0, version: undefined, findings: [], failures: [error.message] };
}

/** Lines of files, each file read once. */
function linesOf(repository: string): (file: string, line: number) => string {
  const files = new Map<string, readonly string[]>();
  return (file, line) => {
    let lines = files.get(file);
    if (!lines) files.set(file, (lines = readFileSync(join(repository, file), "utf8").split(/\r\n|[\r\n]/)));
    return lines[line - 1] ?? "";
  };
}
