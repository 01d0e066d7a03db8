import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findOnPath } from "../../commands/setup/executables";
import { inspectDockerfile, planOf, type Plan } from "./dockerfile";
import { layOut, openUp } from "./layout";
import { notRun, type Outcome } from "./outcome";

/** The user nobody, which every system has. */
const NOBODY = 65_534;
/** By default, ECS gives a task this long to end, and this long to show its health. */
const PATIENCE_MS = 30_000;
const POLL_MS = 50;

export interface ServiceOptions {
  /** The application's directory, which holds its Dockerfile. */
  readonly directory: string;
  readonly healthPath: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The environment of the person who rehearses, to find programs. */
  readonly environment: NodeJS.ProcessEnv;
  readonly output: (text: string) => void;
  readonly patience?: number;
}

/** Checks an image without building it: its Dockerfile, and how its service behaves when run like a task. */
export async function tryService(options: ServiceOptions): Promise<Outcome> {
  const name = "Dockerfile";
  const file = join(options.directory, name);
  if (!existsSync(file)) return { isGood: false, said: `there is no ${name} in the application's directory` };
  const text = readFileSync(file, "utf8");
  const { problems, notes } = inspectDockerfile(name, text);
  for (const line of [...problems, ...notes.map((note) => `note: ${note}`)]) options.output(`${line}\n`);
  if (problems[0] !== undefined) return { isGood: false, said: problems[0] };
  const plan = planOf(text);
  if (typeof plan === "string") return notRun(`running what the ${name} describes needs Docker, as ${plan}`);
  const gone = plan.copies.flatMap(({ from }) => from).find((source) => !existsSync(join(options.directory, source)));
  if (gone !== undefined) return { isGood: false, said: `${name}: COPY names ${gone}, which does not exist` };
  const [program = ""] = plan.command;
  if (!findOnPath(program, options.environment)) return notRun(`there is no ${program} on this machine`);
  const root = mkdtempSync(join(tmpdir(), "amorphic-service-"));
  try {
    const why = layOut(plan, options.directory, root);
    if (why !== undefined) return notRun(`running what the ${name} describes needs Docker, as ${why}`);
    return await run(plan, root, options);
  } finally {
    openUp(root);
    rmSync(root, { recursive: true, force: true });
  }
}

async function run(plan: Plan, root: string, options: ServiceOptions): Promise<Outcome> {
  const { healthPath, output, environment, patience = PATIENCE_MS } = options;
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const [program = "", ...rest] = plan.command;
  const child = spawn(program, rest, {
    cwd: join(root, plan.directory),
    env: { PATH: environment["PATH"], ...plan.environment, ...options.variables, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  try {
    await once(child, "spawn");
  } catch (error) {
    // For example a program below root's home, which the user nobody may not enter.
    return notRun(`${program} does not start here (${(error as Error).message})`);
  }
  const ended = once(child, "close").then(([code, signal]) => `code ${String(code ?? signal)}`);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", output);
  try {
    const url = `http://127.0.0.1:${port}${healthPath}`;
    const answer = await Promise.race([
      health(url, child, patience),
      ended.then((how) => `ended with ${how} before it answered`),
    ]);
    if (answer !== 200) return bad(typeof answer === "string" ? answer : `answers ${healthPath} with ${answer}`);
    const start = performance.now();
    child.kill("SIGTERM");
    const timer = new AbortController();
    const how = await Promise.race([ended, wait(patience, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    if (how === undefined) return bad(`still runs ${patience / 1000} s after SIGTERM, when ECS kills it`);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const who = isRoot ? "as nobody" : "as the user of this rehearsal";
    return {
      isGood: true,
      said: `run ${who}, on files it cannot write, the service answers ${healthPath} with 200 and ends ${seconds} s after SIGTERM`,
    };
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

const bad = (what: string): Outcome => ({ isGood: false, said: `the service ${what}` });

/** @returns the first HTTP status, or a message that none has come */
async function health(url: string, child: ChildProcess, patience: number): Promise<number | string> {
  const until = performance.now() + patience;
  while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(patience) }).catch(
      () => undefined,
    );
    if (response) {
      await response.arrayBuffer().catch(() => undefined);
      return response.status;
    }
    await wait(POLL_MS);
  }
  return `has not answered within ${patience / 1000} s`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
