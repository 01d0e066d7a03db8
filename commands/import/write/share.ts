import { ACCESS_TYPES, GRANTEES } from "../../../providers/definitions/share";
import { quote } from "../../../providers/nearest";
import { compare } from "./object";

type Share = Record<string, Record<string, string[]>>;

/** As it came, so nothing is sure of it. */
type Grant = Readonly<Record<string, unknown>>;

/** Live grants as a `Share`, and what could not be said by one. */
export function shareOf(grants: readonly Grant[]): { share?: Share; reasons: string[] } {
  const share: Share = {};
  const reasons: string[] = [];
  for (const [access, type] of Object.entries(ACCESS_TYPES)) {
    for (const [kind, { type: grantee }] of Object.entries(GRANTEES)) {
      const found = grants
        .filter((grant) => isKind(grant, type, grantee) && isSayable(grant))
        .map(({ Grantee }) => String(Grantee));
      if (found.length > 0) (share[access] ??= {})[kind] = [...new Set(found)].sort(compare);
    }
  }
  const kinds = Object.values(GRANTEES).map(({ type }) => type);
  for (const grant of grants) {
    const isKnown = Object.values(ACCESS_TYPES).some((type) => kinds.some((kind) => isKind(grant, type, kind)));
    if (isKnown && isSayable(grant)) continue;
    const { AccessType, GranteeType, Grantee } = grant;
    reasons.push(
      `${quote(String(AccessType))} access of ${quote(String(GranteeType))} ${quote(String(Grantee))} is none that "Share" knows, so it is left as it is.`,
    );
  }
  return { ...(Object.keys(share).length > 0 && { share }), reasons };
}

const isKind = ({ AccessType, GranteeType }: Grant, type: string, grantee: string): boolean =>
  String(AccessType).toLowerCase() === type && String(GranteeType).toLowerCase() === grantee;

/** A tag is `key#value`, and nobody has an empty name. */
const isSayable = ({ GranteeType, Grantee }: Grant): boolean =>
  typeof Grantee === "string" &&
  Grantee !== "" &&
  (String(GranteeType).toLowerCase() !== "tag" || Grantee.indexOf("#") > 0);
