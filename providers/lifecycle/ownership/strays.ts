import type { ResourceType } from "../../catalog/type";
import { naturalKey, subjectOf, type Properties } from "../inputs";
import type { JournalEntry } from "../journal/journal";
import { entryPath } from "../journal/entry";
import { find, get, idOf } from "../live/live";
import { isOurs, isRecorded, isRecreated } from "./ownership";
import type { Platform } from "../platform";

/** An object that one of our runs created and that no resource manages. */
export interface Stray {
  readonly type: string;
  readonly owner: string;
  /** As messages name it. */
  readonly subject: string;
  /** Of its entry, below the journal's root. */
  readonly path: string;
}

/** A resource that is managed: a type of the catalog, its id, its outputs. */
export interface Known {
  readonly type: string;
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * Existing objects that the journal knows and the state does not: created by a run that was killed before it could write
 * the state, for a block that has since been removed. Journal entries of objects that are gone are removed.
 * @param known all resources in the state, after a successful run
 */
export async function strays(
  platform: Platform,
  catalog: ReadonlyMap<string, ResourceType>,
  known: readonly Known[],
): Promise<Stray[]> {
  const { journal } = platform;
  const paths = new Set(
    known.flatMap(({ type, outputs }) => {
      const entry = catalog.get(type);
      return entry ? [entryPath(type, naturalKey(entry, outputs))] : [];
    }),
  );
  const unknown = (await journal.list()).filter((path) => !paths.has(path));
  const ids = new Set(known.map(({ type, id }) => `${type} ${id}`));
  const found: Stray[] = [];
  // One after the other: usually there are none, and a journal copied from elsewhere must not flood the API.
  for (const path of unknown) {
    const entry = await journal.readAt(path);
    const type = entry && catalog.get(entry.type);
    if (!entry || !type || ids.has(`${entry.type} ${entry.id ?? ""}`)) continue;
    const mine = propertiesOf(type, entry);
    const id = await idOfStray(platform, type, entry, mine);
    if (id === undefined) await journal.remove(entry.type, entry.key);
    else if (!ids.has(`${entry.type} ${id}`))
      found.push({ type: type.name, owner: entry.owner, subject: subjectOf(type, mine), path });
  }
  return found;
}

const propertiesOf = (type: ResourceType, { key, owner }: JournalEntry): Properties => ({
  ...Object.fromEntries(type.naturalKey.map((name, i) => [name, key[i]])),
  logicalId: owner,
});

/** @returns undefined if the object is gone, or if one that others created now has its name */
async function idOfStray(
  platform: Platform,
  type: ResourceType,
  entry: JournalEntry,
  mine: Properties,
): Promise<string | undefined> {
  const { policy } = platform;
  const api = await platform.api();
  if (entry.id !== undefined) {
    const object = await get(api, type, entry.id, mine);
    return object && !isRecreated(type, object, entry, policy) ? entry.id : undefined;
  }
  const object = await find(api, type, mine, (found) => isRecorded(type, mine, found, entry, policy));
  // Without the service user's id nobody can tell whose it is, so it is reported rather than forgotten.
  const mayBeOurs = object && (policy.userId === undefined || isOurs(type, mine, object, entry, policy));
  return mayBeOurs ? idOf(type, object) : undefined;
}
