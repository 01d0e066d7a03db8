import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { CallEntry, Endpoint, Settings } from "../simulator";

const START_LIMIT_MS = 30_000;
export const CLI = resolve(__dirname, "../bin/amorphic-cicd");

/** A simulated Amorphic in a process of its own, so that it takes no time from those who are measured. */
export class PlatformProcess {
  private constructor(
    readonly endpoint: Endpoint,
    readonly child: ChildProcess,
  ) {}

  /** @param directory for its endpoint file */
  static async start(directory: string, latency: number): Promise<PlatformProcess> {
    const file = join(directory, "endpoint.json");
    const args = [CLI, "simulate", "--endpoint-file", file, "--latency", String(latency)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    const kill = (): void => void child.kill();
    process.once("exit", kill);
    child.once("exit", () => process.removeListener("exit", kill));
    for (const deadline = Date.now() + START_LIMIT_MS; !existsSync(file); await delay(50)) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error("the simulator did not start");
    }
    return new PlatformProcess(JSON.parse(readFileSync(file, "utf8")) as Endpoint, child);
  }

  /** Nothing in it, nothing in its log. */
  async reset(settings: Partial<Settings> = {}): Promise<void> {
    await this.#admin("PUT", "state", {});
    await this.#admin("PATCH", "settings", { rateLimit: 0, ...settings });
    await this.forgetCalls();
  }

  async forgetCalls(): Promise<void> {
    await this.#admin("DELETE", "log");
  }

  async calls(): Promise<CallEntry[]> {
    const lines = (await this.#admin("GET", "log")).split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as CallEntry);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }

  async #admin(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await fetch(`${this.endpoint.url}/_simulator/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text;
  }
}
