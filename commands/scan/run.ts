import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { reasonOf } from "../../providers/definitions/files";
import { UserError } from "../../providers/errors";
import { reason, type Run } from "../shared/run";
import type { Reading } from "./model";
import { UnreadableOutput } from "./output";
import type { Programs, Started } from "./programs";
import type { Call, Copy, Scanner } from "./scanner";

/** A scanner that takes longer hangs: on a service that does not answer, or on a file crafted to do that. */
const LONGEST_MS = 15 * 60_000;

export interface RunContext {
  readonly repository: string;
  readonly files: readonly string[];
  readonly programs: Programs;
  readonly run: Run;
  readonly env: NodeJS.ProcessEnv;
}

export interface Ran extends Reading {
  readonly files: number;
  readonly version: string | undefined;
}

/**
 * Runs one scanner over a copy of the files it takes. Its errors become `failures`.
 * @throws UserError if it cannot be started at all
 */
export async function runScanner(scanner: Scanner, context: RunContext): Promise<Ran> {
  const files = context.files.filter(scanner.takes);
  if (files.length === 0) return { files: 0, version: undefined, findings: [], failures: [] };
  const place = realpathSync(mkdtempSync(join(tmpdir(), "amorphic-scan-")));
  try {
    const started = await context.programs(scanner.program);
    const copy = copyOf(context.repository, files, place, scanner);
    const readings: Reading[] = [];
    for (const call of scanner.calls(copy)) {
      readings.push(call.known ?? NOTHING, await runCall(scanner, call, { ...context, copy, place, started }));
    }
    return {
      files: files.length,
      version: started.version,
      findings: readings.flatMap(({ findings }) => findings),
      // Several calls over one file may fail alike.
      failures: [...new Set(readings.flatMap(({ failures }) => failures))],
      unread: readings.flatMap(({ unread = [] }) => unread),
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const NOTHING: Reading = { findings: [], failures: [] };

interface CallContext extends RunContext {
  readonly copy: Copy;
  readonly place: string;
  readonly started: Started;
}

async function runCall(scanner: Scanner, call: Call, context: CallContext): Promise<Reading> {
  const { copy, place, started, run } = context;
  const outcome = await run(started.command, [...started.args, ...call.args], {
    cwd: join(copy.directory, call.directory ?? "."),
    env: environmentFor(scanner, context.env, place),
    timeout: LONGEST_MS,
  });
  const where = call.files.length === 1 ? `${call.files[0] ?? ""}: ` : "";
  const failed = (why: string): Reading => ({ findings: [], failures: [`${where}${why}`] });
  if (outcome.code === null || !scanner.codes.includes(outcome.code)) {
    return failed(
      `it ended with ${outcome.code === null ? "no exit code" : `code ${outcome.code}`}: ${reason(outcome)}`,
    );
  }
  try {
    return scanner.read(outcome, call, copy);
  } catch (error) {
    if (!(error instanceof UnreadableOutput)) throw error;
    const said = outcome.stdout.trim() === "" && outcome.stderr.trim() !== "" ? ` (${reason(outcome)})` : "";
    return failed(`${error.message}${said}`);
  }
}

function copyOf(
  repository: string,
  files: readonly string[],
  place: string,
  { place: placed = (file) => file, beside = {} }: Pick<Scanner, "place" | "beside">,
): Copy {
  const directory = join(place, "copy");
  const own = join(place, "own");
  mkdirSync(own, { recursive: true });
  const at = new Map(files.map((file, index) => [file, join(directory, placed(file, index))]));
  for (const [file, to] of at) copyFile(join(repository, file), to, file);
  for (const [name, text] of Object.entries(beside)) writeFileSync(join(directory, name), text);
  return {
    directory,
    files,
    read: (file) => readFileSync(at.get(file) ?? join(directory, file), "utf8"),
    put: (name, text) => {
      writeFileSync(join(own, name), text);
      return join(own, name);
    },
  };
}

function copyFile(from: string, to: string, file: string): void {
  try {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  } catch (error) {
    throw new UserError(`${file} cannot be read (${reasonOf(error)}): make it readable`, { cause: error });
  }
}

/** What a program needs to run and to reach the network; neither AWS credentials nor Amorphic's token are included. */
const ORDINARY = ["PATH", "LANG", "LC_*", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"].concat(
  ["NODE_EXTRA_CA_CERTS", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
);

function environmentFor({ variables = [] }: Scanner, env: NodeJS.ProcessEnv, place: string): NodeJS.ProcessEnv {
  const patterns = [...ORDINARY, ...variables];
  const isWanted = (name: string): boolean =>
    patterns.some((pattern) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
  const given = Object.entries(env).filter(([name]) => isWanted(name));
  // Settings, caches and logs of a scanner are removed with the copy, unless it needs the user's HOME.
  return { HOME: place, XDG_CACHE_HOME: join(place, "cache"), PYTHONUTF8: "1", ...Object.fromEntries(given) };
}
