import { isNotFound, type Api, type JsonObject } from "../client/api";
import type { Field, ResourceType } from "../catalog/type";
import { UserError } from "../errors";
import { call, fromPlatform, toPlatform } from "./call";
import { same } from "./compare";
import { subjectOf, type Grant, type Properties } from "./inputs";
import type { Policy } from "./platform";
import { hasUnknown } from "./values";

/** Granting and revoking access, as a step. */
export const SHARE = "share";

const text: Pick<Field, "caseInsensitive"> = { caseInsensitive: true };

/** How grants compare: in any order, their enumerated values in any case. */
const GRANTS: Partial<Field> = {
  unordered: true,
  items: { fields: { AccessType: text, GranteeType: text } as unknown as Record<string, Field> } as Field,
};

export function grantsDiffer(olds: Properties, news: Properties): boolean {
  if (news.grants === undefined) return (olds.grants ?? []).length > 0;
  return hasUnknown(news.grants) || !same(olds.grants ?? [], news.grants, GRANTS);
}

/** Decides what happens to access that no definition of the stack grants. */
export type SharePolicy = Pick<Policy, "exclusiveShares" | "userId">;

/**
 * Our grants as the platform has them. Access that was granted by hand is not ours and stays out of the state, unless
 * the stack sets `exclusiveShares`.
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
  // In our own wording and order where both mean the same, so that no false difference shows.
  return marked
    .map((grant) => mine.grants?.find((own) => sameGrant(own, grant)) ?? grant)
    .sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)));
}

/**
 * Grants what the definition says and revokes what an earlier definition granted. Access that was granted by hand is
 * revoked only if the stack sets `exclusiveShares` and the definition says who has access. Our own service user always
 * keeps its access: without it nothing could be managed.
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

/**
 * The grants to record while it is unknown which of the new ones were given: if the definition gives up one of those before
 * the next run, it must still be known as ours, to be revoked.
 */
export function perhapsGiven({ grants: olds = [] }: Properties, { grants: news = [] }: Properties): Grant[] {
  return [...olds, ...news.filter((grant) => !olds.some((old) => isSameGrantee(old, grant)))];
}

/** The recorded grants that came from a definition. */
const givenBy = ({ grants = [] }: Properties): Grant[] => grants.filter(({ byHand }) => !byHand);

/** Every grant of the object, whoever gave it. */
export async function allGrants(api: Api, type: ResourceType, id: string, mine: Properties): Promise<Grant[]> {
  try {
    return await ask(api, type, "read", id, mine);
  } catch (error) {
    // One object without grants must not fail the whole refresh.
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Makes a call about grants. @returns the grants in the answer */
async function ask(
  api: Api,
  type: ResourceType,
  what: "read" | "grant" | "revoke",
  id: string,
  mine: Properties,
  grants?: readonly JsonObject[],
): Promise<Grant[]> {
  const { share: sharing } = type;
  if (!sharing) throw new UserError(`${subjectOf(type, mine)}: a ${type.name} cannot be shared; remove its grants.`);
  const body = grants && { [sharing.grants]: grants.map((grant) => toPlatform(sharing, grant)) };
  const answer = await call(api, type, sharing[what], mine, { id, repeatable: true, ...(body && { body }) });
  const found = answer[sharing.grants];
  return Array.isArray(found) ? (found as JsonObject[]).map((grant) => fromPlatform(sharing, grant) as Grant) : [];
}

/** Keys that only the platform sets are no difference. */
function sameGrant(ours: Grant, live: Grant): boolean {
  const shown = Object.fromEntries(Object.keys(ours).map((key) => [key, live[key]]));
  return same([ours], [shown], GRANTS);
}

const isOurselves = ({ GranteeType, Grantee }: Grant, { userId }: SharePolicy): boolean =>
  userId !== undefined && same(GranteeType, "user", text) && same(Grantee, userId);

const isSameGrantee = (a: Grant, b: Grant): boolean =>
  same(a.GranteeType, b.GranteeType, text) && same(a.Grantee, b.Grantee);
