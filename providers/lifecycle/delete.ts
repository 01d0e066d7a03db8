import { isNotFound, type ApiError } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { call } from "./call";
import { naturalKey, subjectOf, type Properties } from "./inputs";
import type { Platform } from "./platform";
import { guardDelete } from "./ownership/protection";
import { waitUntilGone } from "./live/wait";

/**
 * Succeeds once the object is gone, whoever deleted it; waits while Amorphic is still deleting it.
 * @returns a note if nothing was deleted because the object now belongs to another resource
 */
export async function remove(
  platform: Platform,
  type: ResourceType,
  id: string,
  olds: Properties,
): Promise<string | undefined> {
  const { policy, journal } = platform;
  const key = naturalKey(type, olds);
  const subject = subjectOf(type, olds);
  const entry = await journal.read(type.name, key);
  // Checked before the guard: in this case nothing is deleted.
  if (entry?.id === id && entry.mark !== undefined && entry.mark !== olds.adoptionMark)
    return managedElsewhere(subject);
  guardDelete(type, olds, policy);
  const api = await platform.api();
  let refusal: ApiError | undefined;
  try {
    await call(api, type, type.delete, olds, { id, repeatable: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    refusal = error;
  }
  await waitUntilGone({ api, type, id, inputs: olds }, refusal);
  // An entry about another object, or an intent, is from a run in between that could not report.
  if (entry?.id === id) await journal.remove(type.name, key);
  return undefined;
}

const managedElsewhere = (subject: string): string =>
  `${subject} was not deleted: another resource of this stack now manages the object, as happens when a resource gets another ` +
  "parent without an alias. If there is no such resource, delete the object in Amorphic's console.";
