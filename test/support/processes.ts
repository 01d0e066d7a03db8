import { readdirSync, readFileSync } from "node:fs";

/** The processes that one has started and that run now, by what they were called with. Linux only, as it reads /proc. */
export function childrenOf(pid: number): { readonly pid: number; readonly command: string }[] {
  try {
    const children = readdirSync(`/proc/${String(pid)}/task`).flatMap((thread) =>
      readFileSync(`/proc/${String(pid)}/task/${thread}/children`, "utf8")
        .split(" ")
        .filter(Boolean)
        .map(Number),
    );
    return children.map((child) => ({
      pid: child,
      command: readFileSync(`/proc/${String(child)}/cmdline`, "utf8")
        .split("\0")
        .join(" "),
    }));
  } catch {
    // It, or one of them, has ended meanwhile.
    return [];
  }
}

export function isRunning(pid: number): boolean {
  try {
    // What has ended and nobody has asked for is a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** By SIGKILL; no matter if it has ended by itself. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
