import { catalog as builtIn } from "../../providers/catalog";
import type { ResourceType } from "../../providers/catalog/type";
import type { Api } from "../../providers/client/api";
import { allOf } from "../../providers/client/paging";
import { UserError } from "../../providers/errors";
import { pathOf, type Properties } from "../../providers/lifecycle/inputs";
import { get } from "../../providers/lifecycle/live/live";
import { destroys, type Change, type Gap, type Loss, type Plan } from "./model";

/** What is needed to find out losses. */
export interface Lookup {
  readonly openApi: () => Promise<Api>;
  /** The outputs in state, with which paths and messages name the object. */
  readonly outputsOf: (change: Change) => Properties | undefined;
  readonly catalog?: ReadonlyMap<string, ResourceType>;
}

/**
 * The plan with the data that would be lost with each object that holds any: location, last change, number of files.
 * Only reads from Amorphic. What it does not return is left out; a call that fails is a gap in the plan, not an error.
 */
export async function withLosses(plan: Plan, { openApi, outputsOf, catalog = builtIn }: Lookup): Promise<Plan> {
  const doomed = plan.changes.filter((change) => destroys(change) && catalog.get(change.type)?.data && change.id);
  if (doomed.length === 0) return plan;
  const gaps = new Map<string, Gap>();
  const losses = new Map<Change, Loss>();
  const attempt = async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // What fails for one mostly fails for all.
      if (!gaps.has(what)) gaps.set(what, { what, why: error.message });
      return undefined;
    }
  };
  const api = await attempt("the data that would be lost", openApi);
  if (api) {
    await Promise.all(
      doomed.map(async (change) => {
        const type = catalog.get(change.type);
        if (type?.data === undefined) return;
        const mine = { ...outputsOf(change), logicalId: change.logicalId };
        losses.set(change, await lossOf(api, { type, data: type.data, id: change.id ?? "", mine }, attempt));
      }),
    );
  }
  const changes = plan.changes.map((change) => {
    const lost = losses.get(change);
    return lost && Object.keys(lost).length > 0 ? { ...change, lost } : change;
  });
  return { ...plan, changes, notCompared: [...plan.notCompared, ...gaps.values()] };
}

interface Doomed {
  readonly type: ResourceType;
  readonly data: NonNullable<ResourceType["data"]>;
  readonly id: string;
  readonly mine: Properties & { readonly logicalId: string };
}

async function lossOf(
  api: Api,
  { type, data, id, mine }: Doomed,
  attempt: <T>(what: string, read: () => Promise<T>) => Promise<T | undefined>,
): Promise<Loss> {
  const [object, files] = await Promise.all([
    attempt("the location of the data that would be lost", () => get(api, type, id, mine)),
    attempt("the number of files that would be lost", () =>
      allOf(
        api.list({
          path: pathOf(data.files, mine, id),
          items: data.files.items,
          subject: `Files of ${mine.logicalId}`,
        }),
      ),
    ),
  ]);
  const text = (key: string) => (typeof object?.[key] === "string" ? object[key] : undefined);
  const [location, lastModified] = [text(data.location), text(data.modified)];
  return {
    ...(location === undefined ? {} : { location }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(files === undefined ? {} : { files: files.length }),
  };
}
