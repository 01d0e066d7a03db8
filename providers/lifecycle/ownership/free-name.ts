import { ApiError } from "../../client/api";
import type { ResourceType } from "../../catalog/type";
import { UserError } from "../../errors";
import { naturalKey, subjectOf, type Properties } from "../inputs";
import type { Lists } from "../live/listing";
import { get, keyText } from "../live/live";
import { match } from "../live/match";
import { isOurs } from "./ownership";
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
  const key = naturalKey(type, news);
  if (type.naturalKey.some((part) => hasUnknown(news[part]))) return;
  const [other] = (await idsOf(platform, lists, type, news)).filter((found) => found !== id);
  if (other === undefined) return;
  const [entry, object] = await Promise.all([
    platform.journal.read(type.name, key),
    get(await platform.api(), type, other, news),
  ]);
  if (!object || isOurs(type, news, object, entry, platform.policy)) return;
  const owner = entry?.id === other ? entry.owner : undefined;
  throw new UserError(
    `${subjectOf(type, news)} cannot be replaced: Amorphic already has one with ${keyText(type, news)}, so the present ` +
      "object would be deleted and the new one could not be created. " +
      (owner === undefined
        ? "Choose another name, or free that one in Amorphic's console."
        : `It belongs to ${owner}. If you remove or rename that one, deploy that first, then this change.`),
  );
}

/** None without a token: then nothing can be deleted either. */
async function idsOf(platform: Platform, lists: Lists, type: ResourceType, news: Properties) {
  try {
    return (await match(platform, lists, type, news)).ids;
  } catch (error) {
    if (error instanceof UserError && !(error instanceof ApiError)) return [];
    throw error;
  }
}
