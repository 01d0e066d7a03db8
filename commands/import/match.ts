import type { ResourceType } from "../../providers/catalog/type";
import type { Definition } from "../../providers/definitions/model";
import type { Lifecycle } from "../../providers/lifecycle";
import { pick, type Properties } from "../../providers/lifecycle/inputs";
import { keyText } from "../../providers/lifecycle/live/live";
import { hasUnknown } from "../../providers/lifecycle/values";
import { isAnswer } from "../../providers/client/api";
import { quote } from "../../providers/visible";
import type { Managed } from "../state/managed";
import type { Entry } from "./entries";
import { wantedOf, type Source, type Variables } from "./wanted";

/** What was found for one definition. */
export interface Item {
  readonly logicalId: string;
  readonly type: ResourceType;
  /** Inputs as the engine would check them; absent if the check fails for the reason given. */
  readonly wanted?: Properties;
  readonly finding: Finding;
}

export type Finding =
  /** Already in the stack's state. */
  | { readonly kind: "managed" }
  /** One object has the natural key: its id, and its inputs and outputs as state will hold them. */
  | { readonly kind: "found"; readonly id: string; readonly inputs: Properties; readonly outputs: Properties }
  /** A deployment would create it. */
  | { readonly kind: "absent" }
  /** Cannot be taken over as it is. */
  | { readonly kind: "unclear"; readonly reason: string };

export interface Question {
  /** Sorted, each after all it depends on. */
  readonly definitions: readonly Definition[];
  readonly lifecycles: ReadonlyMap<string, Lifecycle>;
  readonly managed: readonly Managed[];
  readonly variables: Variables;
  /** Logical ids of definitions whose files were read from the platform, so are known to be there. */
  readonly withFiles?: ReadonlySet<string>;
}

/**
 * Looks up every definition in the environment, concurrently unless they depend on each other. Only reads.
 * @throws UserError if the environment cannot be reached at all
 */
export function matchAll({
  definitions,
  lifecycles,
  managed,
  variables,
  withFiles = new Set(),
}: Question): Promise<Item[]> {
  const state = byName(managed);
  const owners = new Map(managed.map(({ type, name, id }) => [`${type} ${id}`, name]));
  const known = new Map<string, Promise<Known>>();
  for (const definition of definitions) {
    const lifecycle = lifecycleOf(definition.type, lifecycles);
    const needed = definition.dependsOn.map(async (id) => [id, (await known.get(id))?.source] as const);
    known.set(
      definition.logicalId,
      Promise.all(needed).then((sources) => {
        const there = new Map(sources.flatMap(([id, source]) => (source ? [[id, source] as const] : [])));
        return resolve(definition, lifecycle, there, { state, owners, variables, withFiles });
      }),
    );
  }
  return Promise.all([...known.values()].map(async (each) => (await each).item));
}

/** What to take over for an item, if its object was found. */
export const entryOf = ({ logicalId, type, finding }: Item): Entry[] =>
  finding.kind === "found"
    ? [{ logicalId, type, id: finding.id, inputs: finding.inputs, outputs: finding.outputs }]
    : [];

export function lifecycleOf(type: string, lifecycles: ReadonlyMap<string, Lifecycle>): Lifecycle {
  const lifecycle = lifecycles.get(type);
  if (!lifecycle) throw new Error(`${type} has no lifecycle`);
  return lifecycle;
}

interface Known {
  readonly item: Item;
  readonly source: Source;
}

interface Context {
  readonly state: ReadonlyMap<string, Managed>;
  /** By type and id, the name under which the stack manages the object. */
  readonly owners: ReadonlyMap<string, string>;
  readonly variables: Variables;
  readonly withFiles: ReadonlySet<string>;
}

const byName = (managed: readonly Managed[]): Map<string, Managed> =>
  new Map(managed.map((resource) => [`${resource.type} ${resource.name}`, resource]));

async function resolve(
  definition: Definition,
  lifecycle: Lifecycle,
  sources: ReadonlyMap<string, Source>,
  context: Context,
): Promise<Known> {
  const { type } = lifecycle;
  const { logicalId, renamedFrom } = definition;
  const { state, variables } = context;
  const wanted = wantedOf(definition, type, sources, variables);
  const names = [logicalId, ...renamedFrom].map((name) => `${type.name} ${name}`);
  const present = names.map((name) => state.get(name)).find((resource) => resource !== undefined);
  if (present) {
    return {
      item: { logicalId, type, wanted, finding: { kind: "managed" } },
      source: { type, written: wanted, id: present.id, outputs: present.outputs },
    };
  }
  const item = await lookUp(lifecycle, wanted, logicalId, context);
  const { finding } = item;
  const live = finding.kind === "found" ? { id: finding.id, outputs: finding.outputs } : { outputs: {} };
  return { item, source: { type, written: wanted, ...live } };
}

async function lookUp(
  lifecycle: Lifecycle,
  given: Properties,
  logicalId: string,
  { owners, withFiles }: Context,
): Promise<Item> {
  const { type } = lifecycle;
  const unclear = (reason: string): Finding => ({ kind: "unclear", reason });
  const { inputs, failures } = await lifecycle.check({}, given);
  if (failures.length > 0) {
    return { logicalId, type, finding: unclear(failures.map(({ reason }) => reason).join(" ")) };
  }
  const wanted = inputs as Properties;
  const say = (finding: Finding): Item => ({ logicalId, type, wanted, finding });
  // Its parent does not exist either.
  if (hasUnknown(pick(wanted, type.naturalKey))) return say({ kind: "absent" });
  try {
    const { ids, similar } = await lifecycle.match(wanted);
    // A list may still show deleted objects.
    const compared = withFiles.has(logicalId) ? wanted : withoutArtifacts(wanted);
    const read = await Promise.all(ids.map((id) => lifecycle.read(id, compared)));
    const there = read.filter((each) => each.id !== undefined);
    const [live] = there;
    if (there.length > 1) return say(unclear(several(type, wanted, there.length)));
    if (live?.id !== undefined) {
      const owner = owners.get(`${type.name} ${live.id}`);
      if (owner !== undefined) return say(unclear(managedAs(owner)));
      return say({ kind: "found", id: live.id, inputs: whatIsKnown(live.inputs), outputs: whatIsKnown(live.props) });
    }
    return say(similar.length > 0 ? unclear(otherCase(type, wanted, similar)) : { kind: "absent" });
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return say(unclear(error.message));
  }
}

/**
 * It is unknown which file the object was made from, so none is recorded and the first deployment uploads it. Otherwise
 * a different script might stay there for good.
 */
const withoutArtifacts = ({ Artifacts: _, ...rest }: Properties): Properties => rest;

/** Drops what is neither echoed nor known yet. */
const whatIsKnown = (properties: Properties = {}): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => !hasUnknown(value)));

const several = (type: ResourceType, wanted: Properties, count: number): string =>
  `${String(count)} objects have ${keyText(type, wanted)}. Rename or remove all but one in Amorphic's console.`;

const managedAs = (owner: string): string =>
  `The stack already manages the object as ${quote(owner)}. If that block was renamed, add "RenamedFrom": ` +
  `[${quote(owner)}] to this one; otherwise remove one of the two.`;

const otherCase = (type: ResourceType, wanted: Properties, similar: readonly string[]): string =>
  `There is no object with ${keyText(type, wanted)}, but one whose name differs only by case ` +
  `(id ${similar.slice(0, 3).map(quote).join(", ")}). Use that spelling, or choose another name.`;
