import { isObject } from "../../providers/is-object";
import type { Stored } from "../../providers/store/store";
import { openBackend, pathsOf, type Backend, type Entry } from "../backend";
import { projectName, type Stack } from "../stack";
import { ENDINGS, unpacked } from "./checkpoint";
import type { StackName } from "./integrity";
import { parseMessage, type Message } from "./message";

/** A run as Pulumi recorded it at its end (`backend.UpdateInfo`), beside a copy of the state that it left. */
export interface Run {
  /** The nanoseconds since 1970 in the names of its files. */
  readonly id: string;
  /** `update`, `refresh`, `destroy`, `resource-import`; `import` for what `state restore` did. */
  readonly kind: string;
  readonly result: string;
  readonly ended: Date;
  readonly message: Message;
  /** How many resources each operation touched; the stack itself counts as one. */
  readonly changes: Readonly<Record<string, number>>;
  /** The copy of the state; absent if it is gone. */
  readonly copy?: Entry;
}

/** The state of a stack, and what runs recorded of it. */
export interface StateStore {
  readonly name: StackName;
  readonly backend: Backend;
  /** The state's path, also if there is none yet. */
  path(): Promise<string>;
  current(): Promise<Stored | undefined>;
  /** Newest first, at most so many. */
  runs(limit: number): Promise<Run[]>;
  run(id: string): Promise<Run | undefined>;
  /** The state that the run left. */
  recorded(run: Run): Promise<Stored | undefined>;
}

export function openState(stack: Stack): StateStore {
  const backend = openBackend(stack);
  const paths = pathsOf(stack);
  const name = { project: projectName(stack.project), stack: stack.name };

  const path = async () => {
    const variants = ENDINGS.map((ending) => stack.name + ending);
    const entries = (await backend.list(paths.stacks)).filter((entry) => variants.includes(entry.name));
    // After a change of compression there may be two for a moment; Pulumi takes the newer one, too.
    const newest = entries.sort((a, b) => b.modified.getTime() - a.modified.getTime())[0];
    return `${paths.stacks}/${newest?.name ?? `${stack.name}.json`}`;
  };

  const read = async (id: string, entries: readonly Entry[]): Promise<Run | undefined> => {
    const named = (part: string) => {
      const names = ENDINGS.map((ending) => `${stack.name}-${id}.${part}${ending}`);
      return entries.find((entry) => names.includes(entry.name));
    };
    const record = named("history");
    const stored = record && (await backend.read(`${paths.history}/${record.name}`));
    const copy = named("checkpoint");
    return stored && { ...parseRun(id, stored.bytes), ...(copy && { copy }) };
  };

  return {
    name,
    backend,
    path,
    current: async () => backend.read(await path()),
    async runs(limit) {
      const entries = await backend.list(paths.history);
      const ids = entries.flatMap((entry) => idIn(entry.name, stack.name) ?? []);
      const newest = ids.sort((a, b) => b.length - a.length || (a < b ? 1 : -1)).slice(0, limit);
      const runs = await Promise.all(newest.map((id) => read(id, entries)));
      return runs.filter((run) => run !== undefined);
    },
    run: async (id) => read(id, await backend.list(paths.history)),
    recorded: async ({ copy }) => copy && backend.read(`${paths.history}/${copy.name}`),
  };
}

/** Of `<stack>-<id>.history.json`. */
function idIn(file: string, stack: string): string | undefined {
  if (!file.startsWith(`${stack}-`)) return undefined;
  return /^(\d+)\.history\.json(\.gz|\.zst)?$/.exec(file.slice(stack.length + 1))?.[1];
}

/** A record that cannot be understood is a run of which no more is known than when it was. */
function parseRun(id: string, bytes: Uint8Array): Run {
  const { kind, result, endTime, message, environment, resourceChanges } = objectIn(bytes);
  const head = isObject(environment) ? environment["git.head"] : undefined;
  return {
    id,
    kind: typeof kind === "string" ? kind : "unknown",
    result: typeof result === "string" ? result : "unknown",
    ended: new Date(typeof endTime === "number" ? endTime * 1000 : Number(id.slice(0, -6))),
    message: {
      ...(typeof head === "string" && { commit: head }),
      ...parseMessage(typeof message === "string" ? message : ""),
    },
    changes: isObject(resourceChanges)
      ? Object.fromEntries(Object.entries(resourceChanges).filter((one): one is [string, number] => Number(one[1]) > 0))
      : {},
  };
}

function objectIn(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(unpacked(bytes));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
