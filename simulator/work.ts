/**
 * Work that Amorphic continues after its answer. No timer runs: whether work is over is decided when somebody looks, so
 * tests are deterministic and a restart loses nothing.
 */
import type { Stored } from "./store";

/** How long work takes: a time, or the number of looks that still find it in progress. */
export type Pace = { readonly ms: number } | { readonly polls: number };

export type Task = "registration" | "access" | "deletion";

export interface Work {
  readonly dueAt?: number;
  readonly polls?: number;
  /** Why the work will fail. */
  readonly failure?: string;
}

/** Work that starts now. */
export function begin(pace: Pace, now: number, failure?: string): Work {
  const end = "ms" in pace ? { dueAt: now + pace.ms } : { polls: pace.polls };
  return failure === undefined ? end : { ...end, failure };
}

/**
 * The object with the results of work that is over by now; the same object if none is, undefined if it is gone.
 * `looks` are the tasks whose progress the caller is about to see.
 */
export function settle(stored: Stored, now: number, looks: readonly Task[]): Stored | undefined {
  let result = stored;
  for (const [task, work] of Object.entries(stored.work ?? {}) as [Task, Work][]) {
    if (work.polls === undefined ? now >= (work.dueAt ?? 0) : work.polls <= 0) {
      const finished = FINISH[task](result, work);
      if (!finished) return undefined;
      result = finished;
    } else if (work.polls !== undefined && looks.includes(task)) {
      result = { ...result, work: { ...result.work, [task]: { ...work, polls: work.polls - 1 } } };
    }
  }
  return result;
}

/** The object without that work. */
function done(stored: Stored, task: Task): Stored {
  const left = Object.entries(stored.work ?? {}).filter(([name]) => name !== task);
  return { ...stored, work: Object.fromEntries(left) };
}

const FINISH: Readonly<Record<Task, (stored: Stored, work: Work) => Stored | undefined>> = {
  // Keys: code; values and the key of the reason: assumed.
  registration: (stored, { failure }) => ({
    ...done(stored, "registration"),
    properties: {
      ...stored.properties,
      RegistrationStatus: failure === undefined ? "completed" : "failed",
      ...(failure === undefined ? {} : { Message: failure }),
    },
  }),
  // A failed change leaves the access as it was: assumed.
  access: (stored, { failure }) => ({
    ...done(stored, "access"),
    access:
      failure === undefined
        ? { granted: { ...stored.access?.granted, ...stored.access?.requested } }
        : { granted: stored.access?.granted ?? {}, failure },
  }),
  deletion: () => undefined,
};
