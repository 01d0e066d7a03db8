import { ApiError, type Api, type JsonObject } from "../client/api";
import type { Field, ResourceType } from "../catalog/type";
import { same } from "./compare";
import { pathOf, subjectOf, type Grant, type Properties } from "./inputs";
import { hasUnknown } from "./values";

/** Stands for giving and taking access among the steps to be done. */
export const SHARE = "share";

const text: Pick<Field, "caseInsensitive"> = { caseInsensitive: true };

/** How grants compare: in any order, and their fixed words in any case. */
const GRANTS: Partial<Field> = {
  unordered: true,
  items: { fields: { AccessType: text, GranteeType: text } as unknown as Record<string, Field> } as Field,
};

export function grantsDiffer(olds: Properties, news: Properties): boolean {
  if (news.grants === undefined) return (olds.grants ?? []).length > 0;
  return hasUnknown(news.grants) || !same(olds.grants ?? [], news.grants, GRANTS);
}

/**
 * What the platform has of our grants. What somebody gave by hand is not ours, and stays out of state, unless the stack
 * says that nobody else gives access.
 */
export async function liveGrants(
  api: Api,
  type: ResourceType,
  id: string,
  mine: Properties,
  exclusive = false,
): Promise<Grant[]> {
  const ours = mine.grants ?? [];
  const live = await allGrants(api, type, id, mine);
  const seen = exclusive ? live : live.filter((grant) => ours.some((own) => isSameGrantee(own, grant)));
  // In our own words where they mean the same, so that no difference is seen where there is none.
  return seen.map((grant) => ours.find((own) => sameGrant(own, grant)) ?? grant);
}

/**
 * Gives what the definition says, and takes back what an earlier definition gave; access that somebody gave by hand is
 * taken back only where `exclusive` says so.
 */
export async function share(
  api: Api,
  type: ResourceType,
  id: string,
  olds: Properties,
  news: Properties,
  exclusive = false,
): Promise<void> {
  const [live, wanted, before] = [await allGrants(api, type, id, news), news.grants ?? [], olds.grants ?? []];
  const missing = wanted.filter((grant) => !live.some((given) => sameGrant(grant, given)));
  const surplus = live.filter(
    (given) =>
      !wanted.some((grant) => isSameGrantee(grant, given)) &&
      (exclusive || before.some((grant) => isSameGrantee(grant, given))),
  );
  if (missing.length > 0) await send(api, "POST", type, id, news, missing);
  if (surplus.length > 0) {
    const named = surplus.map(({ GranteeType, Grantee }) => ({ GranteeType, Grantee }));
    await send(api, "DELETE", type, id, news, named);
  }
}

/** Every grant of the object, whoever gave it. */
export async function allGrants(api: Api, type: ResourceType, id: string, mine: Properties): Promise<Grant[]> {
  try {
    const { Grants } = await send(api, "GET", type, id, mine);
    return Array.isArray(Grants) ? (Grants as Grant[]) : [];
  } catch (error) {
    // One object without grants must not end the refresh of all.
    if (error instanceof ApiError && error.kind === "not-found") return [];
    throw error;
  }
}

/** See docs/api.md, Sharing: assumed. */
const send = (
  api: Api,
  method: "GET" | "POST" | "DELETE",
  type: ResourceType,
  id: string,
  mine: Properties,
  Grants?: readonly JsonObject[],
): Promise<JsonObject> =>
  api.send({
    method,
    path: `${pathOf(type.read, mine, id)}/share`,
    ...(Grants && { body: { Grants } }),
    subject: subjectOf(type, mine),
    repeatable: true,
  });

/** Keys that only the platform gives are no difference. */
function sameGrant(ours: Grant, live: Grant): boolean {
  const shown = Object.fromEntries(Object.keys(ours).map((key) => [key, live[key]]));
  return same([ours], [shown], GRANTS);
}

const isSameGrantee = (a: Grant, b: Grant): boolean =>
  same(a.GranteeType, b.GranteeType, text) && a.Grantee === b.Grantee;
