import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";

/** The running processes that work in a directory, with their command lines. Linux only, as it reads /proc. */
export function processesIn(directory: string): { readonly pid: number; readonly command: string }[] {
  const real = realpathSync(directory);
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) !== real) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ");
      return [{ pid: Number(pid), command }];
    } catch {
      // It has ended meanwhile, or is another user's.
      return [];
    }
  });
}

/** Kills by SIGKILL; ignores a process that has already ended. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
