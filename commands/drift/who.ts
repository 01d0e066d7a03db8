import type { ResourceType } from "../../providers/catalog/type";
import { UserError } from "../../providers/errors";
import type { Properties } from "../../providers/lifecycle/inputs";
import { get } from "../../providers/lifecycle/live/live";
import type { Platform } from "../../providers/lifecycle/platform";
import type { Drifted } from "./drift";

/** Adds who changed each object and when, if Amorphic says so; for deleted objects it does not. */
export function withWho(
  drifted: readonly Drifted[],
  recorded: ReadonlyMap<string, Properties>,
  platform: Platform,
  catalog: ReadonlyMap<string, ResourceType>,
): Promise<Drifted[]> {
  return Promise.all(
    drifted.map(async (one) => {
      const type = catalog.get(one.type);
      if (!type || one.what === "deleted") return one;
      const object = await orNothing(async () => get(await platform.api(), type, one.id, recorded.get(one.urn) ?? {}));
      const [by, at] = [object?.["LastModifiedBy"], object?.["LastModified"]];
      return { ...one, ...(typeof by === "string" && { by }), ...(typeof at === "string" && { at }) };
    }),
  );
}

/** A failure must not hide the drift: who caused it is a courtesy. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}
