import { ACCESS_TYPES, GRANTEES } from "../../providers/definitions/share";
import { isObject } from "../../providers/is-object";

type Values = Readonly<Record<string, unknown>>;

/** Inputs with their grants as a definition writes them: `Share: {"Owner": {"Users": ["ana"]}}`. */
export function withShare({ grants, ...inputs }: Values): Values {
  return grants === undefined ? inputs : { ...inputs, Share: shareOf(grants) };
}

/** @returns `grants` unchanged if it is no list of grants, e.g. still unknown */
export function shareOf(grants: unknown): unknown {
  if (!Array.isArray(grants)) return grants;
  const share: Record<string, Record<string, unknown[]>> = {};
  for (const grant of grants as unknown[]) {
    const { AccessType, GranteeType, Grantee, ...more } = isObject(grant) ? grant : {};
    const place = placeOf(AccessType, GranteeType);
    if (!place) return grants;
    const grantee = Object.keys(more).length === 0 ? Grantee : { [place.key]: Grantee, ...more };
    ((share[place.access] ??= {})[place.list] ??= []).push(grantee);
  }
  // Order has no meaning.
  for (const list of Object.values(share).flatMap((lists) => Object.values(lists))) list.sort(byText);
  return share;
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Where a grant belongs in a `Share`, and the key of its grantee; undefined if it has no place there. */
export function placeOf(accessType: unknown, granteeType: unknown) {
  const access = Object.entries(ACCESS_TYPES).find(([, type]) => isWord(accessType, type))?.[0];
  const grantees = Object.entries(GRANTEES).find(([, { type }]) => isWord(granteeType, type));
  return access === undefined || !grantees ? undefined : { access, list: grantees[0], key: grantees[1].key };
}

/** Amorphic may return these words in any case. */
const isWord = (value: unknown, word: string): boolean => typeof value === "string" && value.toLowerCase() === word;
