import type { ResourceType } from "../../catalog/type";
import { ApiError, isAnswer, type JsonObject } from "../../client/api";
import { UserError } from "../../errors";
import { normalizeLive, same } from "../compare";
import { fieldOf, type Properties } from "../inputs";
import { get } from "./live";
import type { Platform } from "../platform";
import { hasSecret } from "../secrets/secret";
import { hasMask } from "../values";

/**
 * Of the properties that the definition sets for the first time, those whose live value is already the wanted one. If that
 * cannot be checked (without a token, or if the object is gone), only those that now spell out the default.
 */
export async function alreadyLive(
  platform: Platform,
  type: ResourceType,
  id: string,
  news: Properties,
  keys: readonly string[],
): Promise<string[]> {
  const live = await readable(platform, type, id, news);
  return keys.filter((key) => {
    const field = fieldOf(type, key);
    const value = live?.[key] ?? undefined;
    // A secret is not shown, so it cannot be compared.
    if (hasSecret(news[key]) || hasMask(value)) return false;
    if (value === undefined) return same(field?.default, news[key], field);
    return same(normalizeLive(news[key], value, field), news[key], field);
  });
}

async function readable(
  platform: Platform,
  type: ResourceType,
  id: string,
  news: Properties,
): Promise<JsonObject | undefined> {
  try {
    return await get(await platform.api(), type, id, news);
  } catch (error) {
    const isUnconnected = error instanceof UserError && !(error instanceof ApiError);
    // A lost answer must not lead to a replacement, so it fails the diff.
    if (isUnconnected || isAnswer(error)) return undefined;
    throw error;
  }
}
