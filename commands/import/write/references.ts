import type { ResourceType } from "../../../providers/catalog/type";
import type { Reference } from "../../../providers/definitions/model";

/** An object that has a definition, so that others may refer to it. */
export interface Target {
  readonly type: ResourceType;
  readonly id: string;
  readonly logicalId: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** A shorter id may be an ordinary word or number, so it counts only under its own key. */
const SHORTEST_ID = 12;

/** Turns values into references and keeps the graph acyclic: a value that would close a cycle stays literal. */
export class References {
  readonly #byId = new Map<string, Target[]>();
  readonly #byName = new Map<string, Target>();
  /** By logical id, the logical ids it refers to. */
  readonly #edges = new Map<string, Set<string>>();

  constructor(targets: Iterable<Target>) {
    for (const target of targets) {
      const { type, id, object } = target;
      const [idKey = ""] = type.id;
      // If the author writes the id, such as a domain's name, any equal text would be mistaken for it.
      if (type.id.length === 1 && !Object.hasOwn(type.fields, idKey)) {
        this.#byId.set(id, [...(this.#byId.get(id) ?? []), target]);
      }
      if (type.naturalKey.length === 1) {
        this.#byName.set(`${type.name} ${String(object[type.naturalKey[0] ?? ""])}`, target);
      }
    }
  }

  /** The object with this id. @param key of the text */
  withId(text: string, key: string): Target | undefined {
    const found = this.#byId.get(text) ?? [];
    const own = found.find(({ type }) => type.id[0] === key);
    return own ?? (text.length >= SHORTEST_ID && found.length === 1 ? found[0] : undefined);
  }

  /** The object of a type with this name; composite names, such as a tag's, are not an attribute and never match. */
  withName(type: string, text: string): Target | undefined {
    return this.#byName.get(`${type} ${text}`);
  }

  /** @returns undefined if the reference would close a cycle */
  to({ logicalId }: Target, attribute: string, from: string): Reference | undefined {
    if (this.#reaches(logicalId, from)) return undefined;
    this.#edges.set(from, (this.#edges.get(from) ?? new Set()).add(logicalId));
    return { "!DependsOn": `${logicalId}.${attribute}` };
  }

  #reaches(from: string, to: string, seen = new Set<string>()): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(this.#edges.get(from) ?? [])].some((next) => this.#reaches(next, to, seen));
  }
}
