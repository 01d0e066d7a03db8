import { isObject, textsAt, type Json, type JsonObject } from "./json";
import { ruleOf, RULES } from "./rules";
import { settle, type Task, type Work } from "./work";

/** An uploaded file; its bytes are kept beside the store. */
export interface StoredFile {
  readonly sha256: string;
  readonly size: number;
}

/** What a job may use: the access it has, and the access that was requested for it. */
export interface Access {
  readonly granted: JsonObject;
  readonly requested?: JsonObject;
  readonly failure?: string;
}

/** Who may do what with an object. */
export interface Grant extends JsonObject {
  AccessType: string;
  GranteeType: string;
  Grantee: string;
}

/** An object as the platform holds it: secrets in the clear, lists in their order. */
export interface Stored {
  readonly collection: string;
  readonly id: string;
  readonly properties: JsonObject;
  readonly access?: Access;
  readonly grants?: readonly Grant[];
  readonly files?: Readonly<Record<string, StoredFile>>;
  readonly work?: Readonly<Partial<Record<Task, Work>>>;
}

/** The objects of every collection. */
export type Snapshot = Readonly<Record<string, readonly Stored[]>>;

/** All objects, indexed by id, by unique key and by what they use. */
export class Store {
  readonly #byId = new Map<string, Map<string, Stored>>();
  readonly #byName = new Map<string, string>();
  readonly #users = new Map<string, Set<string>>();

  constructor(
    private readonly now: () => number,
    private readonly changed: () => void,
  ) {
    this.#clear();
  }

  /** The object with this id. `looks` are the tasks whose progress the caller shows to a client. */
  get(collection: string, id: string, looks: readonly Task[] = []): Stored | undefined {
    const stored = this.#byId.get(collection)?.get(id);
    if (!stored?.work) return stored;
    const settled = settle(stored, this.now(), looks);
    if (!settled) this.remove(stored);
    else if (settled !== stored) this.put(settled);
    return settled;
  }

  /** The object with the same unique key as the given properties. */
  find(collection: string, properties: JsonObject): Stored | undefined {
    const id = this.#byName.get(nameOf(collection, properties));
    return id === undefined ? undefined : this.get(collection, id);
  }

  /** All objects of a collection, in the order they were made. */
  all(collection: string, looks: readonly Task[] = []): Stored[] {
    const ids = [...(this.#byId.get(collection)?.keys() ?? [])];
    return ids.flatMap((id) => this.get(collection, id, looks) ?? []);
  }

  /** The objects that refer to this one, with or without those that do so loosely. */
  usersOf(collection: string, id: string, loosely: boolean): Stored[] {
    const used = `${collection}/${id}`;
    const users = () =>
      [...(this.#users.get(used) ?? [])].flatMap((user) => {
        const cut = user.indexOf("/");
        return this.get(user.slice(0, cut), user.slice(cut + 1)) ?? [];
      });
    users(); // reading them settles their work, which may end the reference
    return users().filter((user) => loosely || uses(user, false).includes(used));
  }

  /** Adds the object, or replaces the one with its id. */
  put(stored: Stored): void {
    const table = this.#byId.get(stored.collection);
    if (!table) throw new Error(`no collection ${stored.collection}`);
    const before = table.get(stored.id);
    if (before) this.#unindex(before);
    table.set(stored.id, stored);
    this.#byName.set(nameOf(stored.collection, stored.properties), stored.id);
    for (const used of uses(stored)) {
      const users = this.#users.get(used) ?? new Set();
      this.#users.set(used, users.add(`${stored.collection}/${stored.id}`));
    }
    this.changed();
  }

  /** Removes the object. */
  remove(stored: Stored): void {
    const before = this.#byId.get(stored.collection)?.get(stored.id);
    if (before) this.#unindex(before);
    this.#byId.get(stored.collection)?.delete(stored.id);
    this.changed();
  }

  /** A copy of everything. */
  snapshot(): Snapshot {
    return structuredClone(Object.fromEntries([...RULES.keys()].map((name) => [name, this.all(name)])));
  }

  /** Replaces everything with a copy of the snapshot. */
  restore(snapshot: Snapshot): void {
    this.#clear();
    for (const stored of Object.values(structuredClone(snapshot)).flat()) this.put(stored);
    this.changed();
  }

  #clear(): void {
    this.#byName.clear();
    this.#users.clear();
    for (const collection of RULES.keys()) this.#byId.set(collection, new Map());
  }

  #unindex(stored: Stored): void {
    this.#byName.delete(nameOf(stored.collection, stored.properties));
    for (const used of uses(stored)) {
      const users = this.#users.get(used);
      users?.delete(`${stored.collection}/${stored.id}`);
      if (users?.size === 0) this.#users.delete(used);
    }
  }
}

/** Checks that a value read from outside has the shape of a snapshot. */
export function isSnapshot(value: Json | undefined): value is Json & Snapshot {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([collection, list]) =>
        RULES.has(collection) &&
        Array.isArray(list) &&
        list.every(
          (item) =>
            isObject(item) &&
            item.collection === collection &&
            typeof item.id === "string" &&
            isObject(item.properties) &&
            (item.access === undefined || isObject(item.access)) &&
            (item.grants === undefined || (Array.isArray(item.grants) && item.grants.every(isObject))),
        ),
    )
  );
}

function nameOf(collection: string, properties: JsonObject): string {
  return JSON.stringify([collection, ...ruleOf(collection).unique.map((key) => properties[key])]);
}

/** What an object refers to, in its properties, its granted and its requested access; its grants refer to tags. */
function uses({ collection, properties, access, grants = [] }: Stored, loosely = true): string[] {
  const holders = [properties, access?.granted, access?.requested];
  const named = ruleOf(collection)
    .references.filter(({ loose }) => loosely || !loose)
    .flatMap(({ path, to }) =>
      holders.flatMap((holder) => textsAt(holder, path.split("."))).map((id) => `${to}/${id}`),
    );
  const tags = grants.filter(({ GranteeType }) => loosely && GranteeType.toLowerCase() === "tag");
  return [...named, ...tags.map(({ Grantee }) => `tags/${Grantee}`)];
}
