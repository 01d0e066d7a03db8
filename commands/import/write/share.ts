import { ACCESS_TYPES } from "../../../providers/definitions/share";
import { quote } from "../../../providers/visible";
import { placeOf } from "../../plan/share";
import { compareText } from "../../../providers/definitions/report";

type Share = Record<string, Record<string, string[]>>;

/** As received, not validated. */
type Grant = Readonly<Record<string, unknown>>;

/** Live grants as a `Share`, and reasons for those it cannot express. */
export function shareOf(grants: readonly Grant[]): { share?: Share; reasons: string[] } {
  const share: Share = {};
  const reasons: string[] = [];
  const seen = new Set<string>();
  for (const { AccessType, GranteeType, Grantee } of grants) {
    const place = placeOf(AccessType, GranteeType);
    const who = typeof Grantee === "string" ? Grantee : "";
    const isName = place?.list === "Tags" ? who.indexOf("#") > 0 : who !== "";
    if (!place || !isName || seen.has(`${place.list} ${who}`)) {
      const what = `${text(AccessType)} access of ${text(GranteeType)} ${text(Grantee)}`;
      reasons.push(`${what} cannot be expressed in "Share", so it is left as it is.`);
      continue;
    }
    const { access, list } = place;
    seen.add(`${list} ${who}`);
    const given = (share[access] ??= {});
    given[list] = [...(given[list] ?? []), who].sort(compareText);
  }
  return { ...(seen.size > 0 && { share: inOrder(share) }), reasons };
}

const text = (value: unknown): string => quote(typeof value === "string" ? value : JSON.stringify(value ?? null));

/** The platform may list them in any order. */
const inOrder = (share: Share): Share =>
  Object.fromEntries(
    Object.keys(ACCESS_TYPES).flatMap((access) => {
      const given = share[access];
      return given ? [[access, Object.fromEntries(Object.entries(given).sort(([a], [b]) => compareText(b, a)))]] : [];
    }),
  );
