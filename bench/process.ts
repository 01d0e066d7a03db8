import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { basename } from "node:path";

export interface Measured {
  readonly code: number | null;
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Peak memory in MB by kind of process; the largest of several of a kind. */
  readonly memory: Readonly<Record<string, number>>;
  /** Bytes that all of them wrote to files, as the kernel counts: whole pages, overwritten ones too. */
  readonly written: number;
}

const LOOK_EVERY_MS = 100;

/**
 * Runs a program and measures it with all its descendants, from outside. Linux only, as it reads /proc.
 * @param timeoutMs after which it is killed, with the code null
 */
export function measure(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const before = writtenByChildren();
    const memory: Record<string, number> = {};
    const start = performance.now();
    // In a process group of its own, so that all of it can be killed.
    const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const { pid } = child;
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const looking = setInterval(() => {
      if (pid !== undefined) look(pid, memory);
    }, LOOK_EVERY_MS);
    const kill = (): void => {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    };
    const killing = setTimeout(kill, options.timeoutMs);
    process.once("exit", kill);
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = (performance.now() - start) / 1_000;
      clearInterval(looking);
      clearTimeout(killing);
      process.removeListener("exit", kill);
      resolve({ code, seconds, stdout, stderr, memory, written: writtenByChildren() - before });
    });
  });
}

/** Records the peak memory of a process and of all its descendants. */
function look(pid: number, memory: Record<string, number>): void {
  try {
    const name = nameOf(readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").split("\0"));
    const kilobytes = Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1] ?? 0);
    if (name !== undefined) memory[name] = Math.max(memory[name] ?? 0, Math.round(kilobytes / 1_024));
    for (const thread of readdirSync(`/proc/${String(pid)}/task`)) {
      const children = readFileSync(`/proc/${String(pid)}/task/${thread}/children`, "utf8");
      for (const below of children.split(" ").filter(Boolean)) look(Number(below), memory);
    }
  } catch {
    // The process has ended meanwhile.
  }
}

/** The kind of a process; undefined if it is of no interest, such as a shell. */
function nameOf(words: readonly string[]): string | undefined {
  const has = (part: string): boolean => words.some((word) => word.includes(part));
  if (has("cmd/dynamic-provider")) return "provider";
  if (has("pulumi-language-nodejs") || has("pulumi-resource-")) return undefined;
  if (has("cmd/run")) return "program";
  if (has("bin/amorphic-cicd")) return "amorphic-cicd";
  const program = basename(words[0] ?? "");
  return /^(pulumi|terraform.*)$/.test(program) ? program : undefined;
}

/** Bytes written by this process and all its ended children (`proc(5)`); our own writes are few. */
function writtenByChildren(): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1] ?? 0);
}
