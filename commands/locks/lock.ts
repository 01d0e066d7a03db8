import { isObject } from "../../providers/is-object";

/** A lock file of Pulumi's DIY backends (`pkg/backend/diy/lock.go`), written by every run that changes a stack. */
export interface Lock {
  /** Name of the lock's file, without a `.json` at its end. */
  readonly id: string;
  /** Absent if the file is not in Pulumi's format. */
  readonly holder?: Holder;
}

/** The run that holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly since: Date;
}

export function parseLock(id: string, text: string): Lock {
  const { pid, username, hostname, timestamp } = parse(text);
  const since = new Date(String(timestamp));
  if (!Number.isInteger(pid) || Number(pid) <= 0 || typeof hostname !== "string" || isNaN(since.getTime()))
    return { id };
  return { id, holder: { pid: Number(pid), hostname, username: String(username), since } };
}

export const lockText = ({ pid, username, hostname, since }: Holder): string =>
  JSON.stringify({ pid, username, hostname, timestamp: since.toISOString() });

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
