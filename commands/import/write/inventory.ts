import type { ResourceType } from "../../../providers/catalog/type";
import type { Lifecycle } from "../../../providers/lifecycle";
import type { Properties } from "../../../providers/lifecycle/inputs";
import { isAnswer } from "../../../providers/client/api";
import { inOrder, keyOf, nameOf, noteOf, type Candidate, type Live, type Note } from "./object";

type Lifecycles = ReadonlyMap<string, Lifecycle>;

export interface Inventory {
  /** Everything in the environment, sorted. */
  readonly candidates: readonly Candidate[];
  readonly notes: readonly Note[];
}

/**
 * Lists every type, children after parents. A type whose list is refused becomes a note: its path may be assumed wrongly.
 * @param progress called for each type
 */
export async function listEnvironment(lifecycles: Lifecycles, progress: (line: string) => void): Promise<Inventory> {
  const lists = new Map<string, Promise<{ candidates: Candidate[]; notes: Note[] }>>();
  const read = (lifecycle: Lifecycle) => {
    const { name } = lifecycle.type;
    const known = lists.get(name);
    if (known) return known;
    const reading = listType(lifecycle, async (above) => {
      const owner = [...lifecycles.values()].find(({ type }) => type.id.length === 1 && type.id[0] === above);
      return owner ? (await read(owner)).candidates : [];
    });
    lists.set(name, reading);
    return reading;
  };
  const all = await Promise.all(
    [...lifecycles.values()].map(async (lifecycle) => {
      const found = await read(lifecycle);
      progress(`${lifecycle.type.name}: ${String(found.candidates.length)} found`);
      return found;
    }),
  );
  return {
    candidates: all.flatMap(({ candidates }) => candidates).sort(inOrder),
    notes: all.flatMap(({ notes }) => notes),
  };
}

async function listType(
  lifecycle: Lifecycle,
  objectsAbove: (idKey: string) => Promise<readonly Candidate[]>,
): Promise<{ candidates: Candidate[]; notes: Note[] }> {
  const { type } = lifecycle;
  const above = /\{(\w+)\}/.exec(type.list.path)?.[1];
  const owners = above === undefined ? [] : await objectsAbove(above);
  const places: Properties[] = above === undefined ? [{}] : owners.map(({ id }) => ({ [above]: id }));
  const names = new Map(owners.map((owner) => [owner.id, nameOf(owner)]));
  const notes: Note[] = [];
  const lists = await Promise.all(
    places.map(async (place) => {
      try {
        return await lifecycle.listAll(place);
      } catch (error) {
        if (!isAnswer(error)) throw error;
        notes.push({ type: type.name, kind: "unclear", reason: error.message });
        return [];
      }
    }),
  );
  const candidates = lists.flat().flatMap(({ id, object }): Candidate[] => {
    const key = keyOf(type, object, names);
    if (id !== undefined) return [{ type, id, key, listed: object }];
    notes.push({ type: type.name, name: key.join("."), kind: "unclear", reason: withoutId(type) });
    return [];
  });
  return { candidates, notes };
}

const withoutId = ({ id }: ResourceType): string =>
  `The list returns it without ${id.join(" and ")}. Correct the key of the id in amorphic.catalog.json.`;

/** Reads the objects in full. Those gone by now are left out silently. */
export async function readAll(
  chosen: readonly Candidate[],
  lifecycles: Lifecycles,
): Promise<{ objects: Live[]; notes: Note[] }> {
  const notes: Note[] = [];
  const read = await Promise.all(
    chosen.map(async (candidate): Promise<Live[]> => {
      const { type, id, listed } = candidate;
      try {
        const whole = await lifecycles.get(type.name)?.readComplete(id, listed);
        return whole ? [{ ...candidate, ...whole }] : [];
      } catch (error) {
        if (!isAnswer(error)) throw error;
        notes.push(noteOf(candidate, "unclear", error.message));
        return [];
      }
    }),
  );
  return { objects: read.flat(), notes };
}
