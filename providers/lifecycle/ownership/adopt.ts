import type { ResourceType } from "../../catalog/type";
import { naturalKey, type Properties } from "../inputs";
import type { Platform } from "../platform";

/** Records that an object created by others is ours from now on, so that later runs treat it as their own. */
export async function adopt(platform: Platform, type: ResourceType, id: string, inputs: Properties): Promise<void> {
  const api = await platform.api();
  const { logicalId: owner = "" } = inputs;
  await platform.journal.write({ type: type.name, key: naturalKey(type, inputs), owner, time: api.serverNow(), id });
}
