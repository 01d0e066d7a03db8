import { readdirSync, readFileSync } from "node:fs";

/** The running child processes of a process, with their command lines. Linux only, as it reads /proc. */
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
    // The process or one of its children has ended meanwhile.
    return [];
  }
}

export function isRunning(pid: number): boolean {
  try {
    // A process that has ended but was not waited for is a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Kills by SIGKILL; ignores a process that has already ended. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
