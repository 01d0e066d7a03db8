import type { ResourceType } from "../catalog/type";
import { pick, type Properties } from "./inputs";
import { liveArtifacts } from "./live/files";
import { listOf, type Lists } from "./live/listing";
import { get, isWhole, outputsOf, project, withParts } from "./live/live";
import type { Platform } from "./platform";
import { liveGrants } from "./share";
import { storable } from "./values";

export interface ReadResult {
  readonly id?: string;
  readonly props?: Record<string, unknown>;
  readonly inputs?: Record<string, unknown>;
}

/**
 * The live values of a resource, in the definition's own wording wherever both mean the same; `{}` if the object is gone.
 * Uses the type's list, so that a refresh costs one call per type rather than one per resource.
 */
export async function read(
  platform: Platform,
  lists: Lists,
  type: ResourceType,
  id: string,
  olds: Properties,
): Promise<ReadResult> {
  const api = await platform.api();
  const listed = await listOf(lists, api, type, olds).find(id);
  const whole = listed !== undefined && isWhole(type, olds, listed);
  const object = whole ? listed : await get(api, type, id, olds);
  if (object === undefined) return {};
  const live = await withParts(api, type, id, olds, object);
  const ours = pick(olds, ["__provider", "logicalId", "renamedFrom", "Artifacts"]);
  const report = olds.Artifacts && platform.filesNotCompared;
  const files = report && { Artifacts: await liveArtifacts(api, type, id, olds, live, report) };
  const shared = olds.grants && { grants: await liveGrants(api, type, id, olds, platform.policy) };
  const inputs = { ...ours, ...files, ...project(type, olds, live), ...shared };
  const outputs = { ...pick(olds, Object.keys(type.outputs)), ...outputsOf(type, live) };
  return {
    id,
    inputs: storable(inputs),
    props: storable({ ...inputs, ...outputs, ...pick(olds, ["pendingSteps", "adoptionMark"]) }),
  };
}
