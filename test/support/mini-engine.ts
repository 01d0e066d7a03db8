import { runtime } from "@pulumi/pulumi";
import { catalog } from "../../providers/catalog";
import { handlerText } from "../../providers/engine/names";
import { packed, unpacked } from "../../providers/engine/packing";
import { resolveStandIns } from "../../providers/engine/stand-in";
import { PartialFailure, type Values } from "./provider-call";
import type { ProviderProcess } from "./provider-process";

/** What a reference takes from another resource: its properties, its outputs and `id`. */
export type Reference = (of: (logicalId: string) => Values) => unknown;

export interface Definition {
  readonly type: string;
  readonly logicalId: string;
  /** Plain values, with a `Reference` wherever a value comes from another resource. */
  readonly properties: Values;
  readonly artifacts?: Readonly<Record<string, string | readonly string[]>>;
  readonly renamedFrom?: readonly string[];
}

interface Entry {
  readonly type: string;
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
  /** Per input, the resources it takes values from. */
  readonly uses: Readonly<Record<string, readonly string[]>>;
  /** Not empty after a partial failure, which makes the next run an update. */
  readonly initErrors: readonly string[];
}

export type State = Map<string, Entry>;
type Operation = "create" | "update" | "replace" | "delete";
export type Change = `${Operation} ${string}`;

const UNKNOWN = runtime.unknownValue;

/** What a provider can notice of Pulumi's engine, one resource after the other. */
export class MiniEngine {
  readonly state: State = new Map();

  constructor(public provider: ProviderProcess) {}

  /** Brings what exists in line with the definitions, and stops at the first error. @returns what was done, in order */
  up(definitions: readonly Definition[]): Promise<Change[]> {
    return this.#run(definitions, this.state, true);
  }

  /** What `up` would do. */
  plan(definitions: readonly Definition[]): Promise<Change[]> {
    return this.#run(definitions, new Map(this.state), false);
  }

  /** Takes over the platform's state; all reads at once, as the engine does. */
  async refresh(): Promise<void> {
    await this.#forgetLists();
    const read = ([name, entry]: [string, Entry]) =>
      this.provider.read(entry.id, entry).then((live) => [name, entry, live] as const);
    for (const [name, entry, { id, inputs, outputs }] of await Promise.all([...this.state].map(read))) {
      if (id === "") this.state.delete(name);
      else this.state.set(name, { ...entry, id, inputs, outputs, initErrors: [] });
    }
  }

  /**
   * A real refresh has its own process, which reads each list once. Ours lives longer, and forgets its lists at an
   * update, which makes no call if nothing differs.
   */
  async #forgetLists(): Promise<void> {
    const types = new Map([...this.state.values()].map((entry) => [entry.type, entry]));
    for (const { id, type, inputs, outputs } of types.values()) {
      const settled = { ...resolveStandIns(typeOf(type), outputs, inputs), pendingSteps: [] };
      await this.provider.update(id, { inputs, outputs: settled }, settled);
    }
  }

  /** @param really whether to apply the changes, or only to continue as if applied */
  async #run(definitions: readonly Definition[], state: State, really: boolean): Promise<Change[]> {
    const changes: Change[] = [];
    const replaced = new Set<string>();
    for (const definition of definitions) {
      const { type, logicalId } = definition;
      takeFormerName(state, definition);
      const old = state.get(logicalId);
      const { given, uses } = resolve(definition, state);
      const inputs = await this.#check(logicalId, old?.inputs ?? {}, given);
      const entry = { type, inputs, uses, initErrors: [] };
      const diff = old && (await this.provider.diff(old.id, old, inputs));
      if (diff && diff.replaces.length > 0) {
        // An object with a unique name can only be replaced by deleting it first.
        if (!diff.deleteBeforeReplace) throw new Error(`${logicalId} would be created before it is deleted`);
        for (const name of await this.#replacedWith(logicalId, state)) {
          if (really) await this.#delete(name, state);
          state.delete(name);
          replaced.add(name);
        }
      }
      const present = state.get(logicalId);
      if (!present) {
        const made = really
          ? await this.#keep(logicalId, entry, state, () => this.provider.create(inputs))
          : { id: UNKNOWN, outputs: foreseen(type, inputs) };
        state.set(logicalId, { ...entry, ...made });
        changes.push(`${replaced.has(logicalId) ? "replace" : "create"} ${logicalId}`);
      } else if (diff?.changes || present.initErrors.length > 0) {
        const { id } = present;
        const made = really
          ? await this.#keep(logicalId, entry, state, async () => ({
              id,
              outputs: await this.provider.update(id, present, inputs),
            }))
          : { id, outputs: foreseen(type, inputs) };
        state.set(logicalId, { ...entry, ...made });
        changes.push(`update ${logicalId}`);
      } else {
        state.set(logicalId, { ...present, inputs, uses });
      }
    }
    for (const name of [...state.keys()].reverse()) {
      if (definitions.some(({ logicalId }) => logicalId === name)) continue;
      if (really) await this.#delete(name, state);
      state.delete(name);
      changes.push(`delete ${name}`);
    }
    return changes;
  }

  async #check(logicalId: string, olds: Values, given: Values): Promise<Values> {
    const { inputs, failures } = await this.provider.check(olds, given);
    if (failures.length === 0) return inputs;
    throw new Error(failures.map(({ property, reason }) => `${logicalId}.${property}: ${reason}`).join("\n"));
  }

  /** The resource and, before it, those that must be replaced when their values from it become unknown. */
  async #replacedWith(logicalId: string, state: State): Promise<string[]> {
    const names: string[] = [];
    for (const [name, { id, inputs, outputs, uses }] of [...state].reverse()) {
      const taken = Object.keys(uses).filter((key) => uses[key]?.includes(logicalId));
      if (taken.length === 0) continue;
      const unsure = { ...inputs, ...Object.fromEntries(taken.map((key) => [key, UNKNOWN])) };
      const { replaces } = await this.provider.diff(id, { inputs, outputs }, unsure);
      if (replaces.length > 0) names.push(...(await this.#replacedWith(name, state)));
    }
    return [...new Set([...names, logicalId])];
  }

  async #delete(name: string, state: State): Promise<void> {
    const entry = state.get(name);
    if (entry) await this.provider.delete(entry.id, entry.outputs);
  }

  /** Keeps the state that a partial failure reports. */
  async #keep<T>(logicalId: string, entry: Omit<Entry, "id" | "outputs">, state: State, work: () => Promise<T>) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PartialFailure) {
        state.set(logicalId, { ...entry, id: error.id, outputs: error.properties, initErrors: error.reasons });
      }
      throw error;
    }
  }
}

/** An alias: the entry continues under the new name, in the same place. */
function takeFormerName(state: State, { logicalId, renamedFrom = [] }: Definition): void {
  const former = renamedFrom.find((name) => state.has(name));
  if (former === undefined || state.has(logicalId)) return;
  const entries = [...state].map(([name, entry]) => [name === former ? logicalId : name, entry] as const);
  state.clear();
  for (const [name, entry] of entries) state.set(name, entry);
}

/** The inputs as `AmorphicResource` gives them to the engine, every reference resolved. */
function resolve({ type, logicalId, properties, artifacts, renamedFrom }: Definition, state: State) {
  const uses: Record<string, string[]> = {};
  const resolved = Object.entries(properties).flatMap(([key, value]): [string, unknown][] => {
    const taken: string[] = [];
    const of = (name: string) => (taken.push(name), attributes(state, name));
    const result = followed(value, of);
    if (taken.length === 0) return Object.entries(packed(typeOf(type), { [key]: result }));
    uses[key] = taken;
    return [[key, result]];
  });
  const text = handlerText(typeOf(type));
  const given = { ...Object.fromEntries(resolved), logicalId, Artifacts: artifacts, renamedFrom, __provider: text };
  return { given, uses };
}

/** What others may use of a resource: its author's inputs, known in a plan, and Amorphic's outputs. */
export function attributes(state: State, logicalId: string): Values {
  const entry = state.get(logicalId);
  if (!entry) throw new Error(`${logicalId} is referred to and does not come before`);
  return { ...unpacked(typeOf(entry.type), { ...entry.outputs, ...entry.inputs }), id: entry.id };
}

/** The value with each reference replaced by its result. */
export function followed(value: unknown, of: (logicalId: string) => Values): unknown {
  if (typeof value === "function") return (value as Reference)(of);
  if (Array.isArray(value)) return value.map((element) => followed(element, of));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, followed(part, of)]));
}

/** The outputs after a create or an update that is only planned: Amorphic's outputs are unknown. */
const foreseen = (type: string, inputs: Values): Values => ({
  ...Object.fromEntries(Object.keys(typeOf(type).outputs).map((key) => [key, UNKNOWN])),
  ...inputs,
});

function typeOf(name: string) {
  const type = catalog.get(name);
  if (!type) throw new Error(`${name} is not in the catalog`);
  return type;
}
