import { UserError } from "../../providers/errors";

/** A lock file of Pulumi's own backends (`pkg/backend/diy/lock.go`): written by every run that changes a stack. */
export interface Lock {
  /** Name of the lock's file. */
  readonly name: string;
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** Where the locks of one stack lie. */
export interface LockStore {
  list(): Promise<Lock[]>;
  /** Removes this one; no error if it is gone. */
  release(lock: Lock): Promise<void>;
}

/**
 * - `dead`: its process ran on this host and is gone.
 * - `alive`: its process runs on this host.
 * - `elsewhere`: on another host, where nothing can be known from here.
 */
export type Owner = "dead" | "alive" | "elsewhere";

export function ownerOf(lock: Lock, hostname: string, isRunning: (pid: number) => boolean): Owner {
  if (lock.hostname !== hostname) return "elsewhere";
  return isRunning(lock.pid) ? "alive" : "dead";
}

/** Whether a process with this id runs on this host, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** @throws UserError if the text is no lock of a version we know */
export function parseLock(name: string, text: string): Lock {
  const { pid, username, hostname, timestamp } = (parse(text) ?? {}) as Record<string, unknown>;
  if (!Number.isInteger(pid) || Number(pid) <= 0 || typeof hostname !== "string") {
    throw new UserError(
      `The lock ${name} is not as Pulumi writes it, so whose it is cannot be told. ` +
        "If nobody is at work on the stack, `pulumi cancel` removes it.",
    );
  }
  return { name, pid: Number(pid), hostname, username: String(username), timestamp: String(timestamp) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
