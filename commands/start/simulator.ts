import { spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../providers/errors";
import { LOCAL_DIRECTORY } from "../shared/stack";

const START_LIMIT_MS = 30_000;
const HEALTH_LIMIT_MS = 5_000;

/**
 * The project's simulator, started in the background unless it runs. It keeps its objects in a file, so that it still agrees
 * with the stack's state after a restart.
 */
export async function ensureSimulator(project: string): Promise<{ url: string }> {
  const at = (name: string) => resolve(project, LOCAL_DIRECTORY, name);
  const endpointFile = at("simulator.json");
  const running = await answering(endpointFile);
  if (running) return running;

  const log = openSync(at("simulator.log"), "a");
  const bin = resolve(__dirname, "../../bin/amorphic-cicd");
  const args = [bin, "simulate", "--data", at("simulator-data.json"), "--endpoint-file", endpointFile];
  const child = spawn(process.execPath, args, { cwd: project, detached: true, stdio: ["ignore", log, log] });
  child.unref();
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await delay(100)) {
    const started = await answering(endpointFile);
    if (started) return started;
    if (child.exitCode !== null) break;
  }
  throw new UserError(`The simulator did not start; ${at("simulator.log")} says why.`);
}

/** The endpoint in the file, if a server answers there. */
async function answering(endpointFile: string): Promise<{ url: string } | undefined> {
  try {
    const { url } = JSON.parse(readFileSync(endpointFile, "utf8")) as { url: string };
    const { ok } = await fetch(`${url}/_simulator/health`, { signal: AbortSignal.timeout(HEALTH_LIMIT_MS) });
    return ok ? { url } : undefined;
  } catch {
    return undefined;
  }
}
