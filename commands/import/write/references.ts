import type { ResourceType } from "../../../providers/catalog/type";
import type { Reference } from "../../../providers/definitions/model";

/** An object that has a definition, so that others may refer to it. */
export interface Target {
  readonly type: ResourceType;
  readonly id: string;
  readonly logicalId: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** An id that is shorter may be an ordinary word or number, so it counts only under its own key. */
const SHORTEST_ID = 12;

/** Finds what values name, and keeps the graph without circles: what would close one stays literal. */
export class References {
  readonly #byId = new Map<string, Target[]>();
  readonly #byName = new Map<string, Target>();
  /** By logical id: those that it refers to. */
  readonly #edges = new Map<string, Set<string>>();

  constructor(targets: Iterable<Target>) {
    for (const target of targets) {
      const { type, id, object } = target;
      const [idKey = ""] = type.id;
      // Where the id is what the author writes, such as a domain's name, any equal text would be taken for it.
      if (type.id.length === 1 && !Object.hasOwn(type.fields, idKey)) {
        this.#byId.set(id, [...(this.#byId.get(id) ?? []), target]);
      }
      if (type.naturalKey.length === 1) {
        this.#byName.set(`${type.name} ${String(object[type.naturalKey[0] ?? ""])}`, target);
      }
    }
  }

  /** The object that a text names by its id. @param key under which the text stands */
  withId(text: string, key: string): Target | undefined {
    const found = this.#byId.get(text) ?? [];
    const own = found.find(({ type }) => type.id[0] === key);
    return own ?? (text.length >= SHORTEST_ID && found.length === 1 ? found[0] : undefined);
  }

  /** The object of a type that a text names; a name of several parts, such as a tag's, is no attribute of it. */
  withName(type: string, text: string): Target | undefined {
    return this.#byName.get(`${type} ${text}`);
  }

  /** @returns undefined if the reference would close a circle */
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
