import { ApiError } from "../../client/api";
import type { ResourceType } from "../../catalog/type";
import { UserError } from "../../errors";
import { naturalKey, subjectOf, type Properties } from "../inputs";
import type { JournalEntry } from "../journal/journal";
import { listOf, type Lists } from "../live/listing";
import { get, keyText } from "../live/live";
import { match, type Match } from "../live/match";
import { refusalToTake } from "./ownership";
import type { Platform } from "../platform";
import { hasUnknown } from "../values";

/**
 * Checks that the name of the new object in a replacement is free: the old object is deleted first, in vain if the new
 * one cannot be created.
 * @throws UserError if another object has the name, even one that the same run would delete or rename: that comes later
 */
export async function requireFreeName(
  platform: Platform,
  lists: Lists,
  type: ResourceType,
  id: string,
  news: Properties,
): Promise<void> {
  if (!isNamed(type, news)) return;
  const { ids, similar } = await matchOf(platform, lists, type, news);
  const isOther = (found: string) => found !== id;
  const exact = await holderOf(platform, lists, type, news, ids.filter(isOther));
  if (exact && !exact.refusal) return;
  // Where the platform spells names in one case, as Glue does, one in another case has the name, too.
  const holder = exact ?? (await holderOf(platform, lists, type, news, similar.filter(isOther)));
  if (!holder) return;
  throw new UserError(
    `${subjectOf(type, news)} cannot be replaced: Amorphic already has one with ${keyText(type, news)}, so the present ` +
      "object would be deleted and the new one could not be created. " +
      (holder.entry?.id === holder.id
        ? `It belongs to ${holder.entry.owner}. If you remove or rename that one, deploy that first, then this change.`
        : "Choose another name, or free that one in Amorphic's console."),
  );
}

/** An object that exists under the name of one to be created. */
export interface Existing {
  readonly id: string;
  /** The journal's, for the name. */
  readonly entry: JournalEntry | undefined;
  /** The error of the create; absent if that takes the object over. */
  readonly refusal?: UserError;
}

/**
 * Looks ahead, in a plan, what a create will find.
 * @param managed the ids of the type that the stack manages: those may be deleted or renamed before
 * @returns undefined if the name is free, or not known yet
 * @throws UserError if Amorphic or the journal cannot be asked
 */
export async function existing(
  platform: Platform,
  lists: Lists,
  type: ResourceType,
  inputs: Properties,
  managed: ReadonlySet<string>,
): Promise<Existing | undefined> {
  if (!isNamed(type, inputs)) return undefined;
  const { ids } = await match(platform, lists, type, inputs);
  const others = ids.filter((id) => !managed.has(id));
  return holderOf(platform, lists, type, inputs, others);
}

/** @param ids of the objects with the name that count */
async function holderOf(
  platform: Platform,
  lists: Lists,
  type: ResourceType,
  news: Properties,
  [id]: readonly string[],
): Promise<Existing | undefined> {
  if (id === undefined) return undefined;
  const { journal, policy } = platform;
  const [api, entry] = await Promise.all([platform.api(), journal.read(type.name, naturalKey(type, news))]);
  // After a killed run, thousands may be ours: for most, what the list shows suffices.
  const listed = (await listOf(lists, api, type, news).all()).get(id);
  if (listed && !refusalToTake(type, news, { id, object: listed }, entry, policy)) return { id, entry };
  const object = await get(api, type, id, news);
  const refusal = object && refusalToTake(type, news, { id, object }, entry, policy);
  return object && { id, entry, ...(refusal && { refusal }) };
}

/** Whether the natural key is known: in a plan, parts of it may not be. */
const isNamed = (type: ResourceType, news: Properties): boolean =>
  !type.naturalKey.some((key) => hasUnknown(news[key]));

/** None without a token: then nothing can be deleted either. */
async function matchOf(platform: Platform, lists: Lists, type: ResourceType, news: Properties): Promise<Match> {
  try {
    return await match(platform, lists, type, news);
  } catch (error) {
    if (error instanceof UserError && !(error instanceof ApiError)) return { ids: [], similar: [] };
    throw error;
  }
}
