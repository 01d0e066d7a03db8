import { isObject } from "../../providers/is-object";
import type { Stored } from "../../providers/store/store";
import { openBackend, pathsOf, type Backend, type BackendEntry } from "../shared/backend";
import { projectName, type Stack } from "../shared/stack";
import { ENDINGS, unpacked } from "./checkpoint";
import type { StackName } from "./integrity";
import { parseMessage, type Message } from "./message";

/** A run as Pulumi recorded it at its end (`backend.UpdateInfo`), next to a copy of the resulting state. */
export interface Run {
  /** From the names of its files: nanoseconds since 1970. */
  readonly id: string;
  /** `update`, `refresh`, `destroy`, `resource-import`; `import` for `state restore` and `state forget`. */
  readonly kind: string;
  readonly result: string;
  readonly ended: Date;
  readonly message: Message;
  /** Number of resources per operation; the stack itself counts as one. */
  readonly changes: Readonly<Record<string, number>>;
  /** Copy of the state; absent if deleted. */
  readonly copy?: BackendEntry;
}

/** The state of a stack, and its history. */
export interface StateStore {
  readonly name: StackName;
  readonly backend: Backend;
  /** The state's path, even if there is none yet. */
  path(): Promise<string>;
  current(): Promise<Stored | undefined>;
  /** Newest first. */
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
    // While compression changes, there may briefly be two; Pulumi also takes the newer one.
    const newest = entries.sort((a, b) => b.modified.getTime() - a.modified.getTime())[0];
    return `${paths.stacks}/${newest?.name ?? `${stack.name}.json`}`;
  };

  const read = async (id: string, entries: readonly BackendEntry[]): Promise<Run | undefined> => {
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

/** The id in `<stack>-<id>.history.json`. */
function idIn(file: string, stack: string): string | undefined {
  if (!file.startsWith(`${stack}-`)) return undefined;
  return /^(\d+)\.history\.json(\.gz|\.zst)?$/.exec(file.slice(stack.length + 1))?.[1];
}

/** Of a record that cannot be parsed, only the time is known. */
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
