import type { Json } from "./json";

/** A call as the log keeps it, without secrets. */
export interface CallEntry {
  readonly seq: number;
  /** ISO 8601, with milliseconds. */
  readonly time: string;
  readonly method: string;
  /** Without the stage; an upload link's secret part is replaced. */
  readonly path: string;
  readonly query?: string;
  /** 0: the connection was cut and no answer sent. */
  readonly status: number;
  readonly userId?: string;
  readonly type?: string;
  readonly id?: string;
  readonly body?: Json;
  /** The kinds of the faults that were applied. */
  readonly faults?: readonly string[];
}

/** What becomes known about a call while it is handled. */
export type CallNotes = {
  -readonly [Key in keyof Omit<CallEntry, "seq" | "time" | "method" | "path" | "status">]: CallEntry[Key];
};

/** Keeps a simulator that runs for weeks from filling the memory. */
const LIMIT = 200_000;

/** The calls in the order of their effects; the oldest are dropped at a limit. */
export class CallLog {
  readonly entries: CallEntry[] = [];
  #seq = 0;

  /** Numbers the call and keeps it. */
  add(entry: Omit<CallEntry, "seq">): void {
    this.#seq += 1;
    this.entries.push({ seq: this.#seq, ...entry });
    if (this.entries.length > LIMIT) this.entries.splice(0, LIMIT / 10);
  }

  /** Forgets the calls; the numbers go on. */
  clear(): void {
    this.entries.length = 0;
  }

  /** The calls after a number, one JSON object a line. */
  lines(after = 0): string {
    return this.entries
      .filter(({ seq }) => seq > after)
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join("");
  }
}
