import { run } from "../shared/run";

/** A process on this host. What is not known is absent. */
export interface Process {
  readonly name?: string;
  readonly started?: Date;
}

/**
 * The process with this id, of any user; undefined if there is none or it is a zombie. Name and start come from POSIX
 * `ps`, which slim containers lack.
 */
export async function processOf(pid: number): Promise<Process | undefined> {
  if (!exists(pid)) return undefined;
  // One -o per column: BSD takes all that follows "=" as the heading.
  const columns = ["stat", "etime", "comm"].flatMap((column) => ["-o", `${column}=`]);
  const { code, stdout } = await run("ps", [...columns, "-p", String(pid)], { env: { ...process.env, LC_ALL: "C" } });
  const [, state, elapsed, name] = /^\s*(\S+)\s+(\S+)\s+(.*\S)/.exec(stdout) ?? [];
  if (code !== 0 || !state || !elapsed || !name) return exists(pid) ? {} : undefined;
  if (state.startsWith("Z")) return undefined;
  return { name, started: new Date(Date.now() - 1000 * secondsOf(elapsed)) };
}

/** Seconds of `[[days-]hours:]minutes:seconds`. */
export function secondsOf(elapsed: string): number {
  const [, days = "0", time = ""] = /^(?:(\d+)-)?(.*)$/.exec(elapsed) ?? [];
  return Number(days) * 86_400 + time.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
