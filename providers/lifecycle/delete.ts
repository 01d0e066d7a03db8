import { ApiError } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { call } from "./call";
import { naturalKey, subjectOf, type Properties } from "./inputs";
import { get } from "./live";
import type { Platform } from "./platform";
import { poll } from "./poll";
import { guardDelete } from "./protection";

/** Done when the object is gone, whoever removed it; waits while Amorphic is still at it. */
export async function remove(platform: Platform, type: ResourceType, id: string, olds: Properties): Promise<void> {
  guardDelete(type, olds, platform.policy);
  const api = await platform.api();
  const subject = subjectOf(type, olds);
  try {
    await call(api, type, type.delete, olds, { id, repeatable: true });
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "not-found")) throw error;
  }
  await poll(
    () => get(api, type, id, olds),
    (object) => object === undefined,
    () => `${subject} was to be deleted and is still there`,
  );
  await platform.journal.remove(type.name, naturalKey(type, olds));
}
