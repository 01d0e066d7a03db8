import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../providers/errors";
import { isObject } from "../providers/is-object";
import type { CallEntry, Endpoint, Settings } from "../simulator";

const START_LIMIT_MS = 30_000;
export const CLI = resolve(__dirname, "../bin/amorphic-cicd");

/**
 * What the bench runs against: a simulated Amorphic in a process of its own, so that it takes no time from the contenders, or
 * another server of the same API that can be emptied and delayed, and keeps a log (simulator/README.md).
 */
export class Platform {
  private constructor(
    readonly endpoint: Endpoint,
    /** Minimum milliseconds per call. */
    private readonly latency: number,
    private readonly child?: ChildProcess,
  ) {}

  /** @param directory for its endpoint file */
  static async start(directory: string, latency: number): Promise<Platform> {
    const file = join(directory, "endpoint.json");
    const child = spawn(process.execPath, [CLI, "simulate", "--endpoint-file", file], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const kill = (): void => void child.kill();
    process.once("exit", kill);
    child.once("exit", () => process.removeListener("exit", kill));
    for (const deadline = Date.now() + START_LIMIT_MS; !existsSync(file); await delay(50)) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error("the simulator did not start");
    }
    return new Platform(readEndpoint(file), latency, child);
  }

  /**
   * A server that is already running.
   * @param file as `simulate --endpoint-file` writes it
   * @throws UserError if the bench cannot use it
   */
  static async at(file: string, latency: number): Promise<Platform> {
    const platform = new Platform(readEndpoint(file), latency);
    try {
      await platform.reset();
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
      throw new UserError(
        `${platform.endpoint.url}, of ${file}, cannot be measured on: ${why}. The server must run, and have what simulator/README.md has below /_simulator/: state, settings, log.`,
        { cause: error },
      );
    }
    return platform;
  }

  /** Removes all objects, and clears the log. */
  async reset(settings: Partial<Settings> = {}): Promise<void> {
    await this.#admin("PUT", "state", {});
    await this.#admin("PATCH", "settings", { latency: this.latency, rateLimit: 0, ...settings });
    await this.forgetCalls();
  }

  async forgetCalls(): Promise<void> {
    await this.#admin("DELETE", "log");
  }

  async calls(): Promise<CallEntry[]> {
    const lines = (await this.#admin("GET", "log")).split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as CallEntry);
  }

  /** Stops what `start` started. */
  async stop(): Promise<void> {
    if (!this.child) return;
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

/** @throws UserError if the file is not one */
function readEndpoint(file: string): Endpoint {
  try {
    const endpoint: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isObject(endpoint) && ["url", "token", "roleId", "userId"].every((key) => typeof endpoint[key] === "string")) {
      return endpoint as unknown as Endpoint;
    }
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  throw new UserError(`${file} names no server: it needs url, token, roleId and userId.`);
}
