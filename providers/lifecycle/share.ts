import { isNotFound, type Api, type JsonObject } from "../client/api";
import type { Field, ResourceType } from "../catalog/type";
import { UserError } from "../errors";
import { call, fromPlatform, toPlatform } from "./call";
import { same } from "./compare";
import { subjectOf, type Grant, type Properties } from "./inputs";
import type { Policy } from "./platform";
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

/** What decides over access that the definitions of a stack do not give. */
export type SharePolicy = Pick<Policy, "exclusiveShares" | "userId">;

/**
 * What the platform has of our grants. What somebody gave by hand is not ours, and stays out of state, unless the stack
 * says that nobody else gives access.
 */
export async function liveGrants(
  api: Api,
  type: ResourceType,
  id: string,
  mine: Properties,
  policy: SharePolicy,
): Promise<Grant[]> {
  const ours = givenBy(mine);
  const live = await allGrants(api, type, id, mine);
  const isOurs = (grant: Grant) => ours.some((own) => isSameGrantee(own, grant));
  const seen = live.filter(
    (grant) => isOurs(grant) || (policy.exclusiveShares === true && !isOurselves(grant, policy)),
  );
  const marked = seen.map((grant): Grant => (isOurs(grant) ? grant : { ...grant, byHand: true }));
  const placeOf = (grant: Grant): number => {
    const place = mine.grants?.findIndex((own) => isSameGrantee(own, grant)) ?? -1;
    return place < 0 ? Infinity : place;
  };
  // In our own words and order where they mean the same, so that no difference is seen where there is none.
  return marked
    .map((grant) => mine.grants?.find((own) => sameGrant(own, grant)) ?? grant)
    .sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)));
}

/**
 * Gives what the definition says, and takes back what an earlier definition gave; access that somebody gave by hand is
 * taken back only where the stack says so and the definition says who has access. What our own service user has is left in
 * any case: without it nothing could be managed.
 */
export async function share(
  api: Api,
  type: ResourceType,
  id: string,
  olds: Properties,
  news: Properties,
  policy: SharePolicy,
): Promise<void> {
  const [live, wanted, before] = [await allGrants(api, type, id, news), news.grants ?? [], givenBy(olds)];
  const missing = wanted.filter((grant) => !live.some((given) => sameGrant(grant, given)));
  const isExclusive = policy.exclusiveShares === true && news.grants !== undefined;
  const surplus = live.filter(
    (given) =>
      !isOurselves(given, policy) &&
      !wanted.some((grant) => isSameGrantee(grant, given)) &&
      (isExclusive || before.some((grant) => isSameGrantee(grant, given))),
  );
  if (missing.length > 0) await ask(api, type, "grant", id, news, missing);
  if (surplus.length > 0) {
    const named = surplus.map(({ GranteeType, Grantee }) => ({ GranteeType, Grantee }));
    await ask(api, type, "revoke", id, news, named);
  }
}

/** What a definition gave, of what state holds. */
const givenBy = ({ grants = [] }: Properties): Grant[] => grants.filter(({ byHand }) => !byHand);

/** Every grant of the object, whoever gave it. */
export async function allGrants(api: Api, type: ResourceType, id: string, mine: Properties): Promise<Grant[]> {
  try {
    return await ask(api, type, "read", id, mine);
  } catch (error) {
    // One object without grants must not end the refresh of all.
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Makes a call about grants. @returns those in the answer */
async function ask(
  api: Api,
  type: ResourceType,
  what: "read" | "grant" | "revoke",
  id: string,
  mine: Properties,
  grants?: readonly JsonObject[],
): Promise<Grant[]> {
  const { share: sharing } = type;
  if (!sharing) throw new UserError(`${subjectOf(type, mine)}: access to a ${type.name} cannot be given; take it out.`);
  const body = grants && { [sharing.grants]: grants.map((grant) => toPlatform(sharing, grant)) };
  const answer = await call(api, type, sharing[what], mine, { id, repeatable: true, ...(body && { body }) });
  const found = answer[sharing.grants];
  return Array.isArray(found) ? (found as JsonObject[]).map((grant) => fromPlatform(sharing, grant) as Grant) : [];
}

/** Keys that only the platform gives are no difference. */
function sameGrant(ours: Grant, live: Grant): boolean {
  const shown = Object.fromEntries(Object.keys(ours).map((key) => [key, live[key]]));
  return same([ours], [shown], GRANTS);
}

const isOurselves = ({ GranteeType, Grantee }: Grant, { userId }: SharePolicy): boolean =>
  same(GranteeType, "user", text) && Grantee === userId;

const isSameGrantee = (a: Grant, b: Grant): boolean =>
  same(a.GranteeType, b.GranteeType, text) && a.Grantee === b.Grantee;
