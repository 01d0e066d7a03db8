import { ACCESS_TYPES, GRANTEES } from "../../../providers/definitions/share";
import { quote } from "../../../providers/visible";
import { compare } from "./object";

type Share = Record<string, Record<string, string[]>>;

/** As it came, so nothing is sure of it. */
type Grant = Readonly<Record<string, unknown>>;

/** Live grants as a `Share`, and what could not be said by one. */
export function shareOf(grants: readonly Grant[]): { share?: Share; reasons: string[] } {
  const share: Share = {};
  const reasons: string[] = [];
  const seen = new Set<string>();
  for (const { AccessType, GranteeType, Grantee } of grants) {
    const access = Object.entries(ACCESS_TYPES).find(([, type]) => isWord(AccessType, type))?.[0];
    const kind = Object.entries(GRANTEES).find(([, { type }]) => isWord(GranteeType, type))?.[0];
    const who = typeof Grantee === "string" ? Grantee : "";
    const isName = kind === "Tags" ? who.indexOf("#") > 0 : who !== "";
    if (access === undefined || kind === undefined || !isName || seen.has(`${kind} ${who}`)) {
      const what = `${text(AccessType)} access of ${text(GranteeType)} ${text(Grantee)}`;
      reasons.push(`${what} cannot stand in "Share", so it is left as it is.`);
      continue;
    }
    seen.add(`${kind} ${who}`);
    const given = (share[access] ??= {});
    given[kind] = [...(given[kind] ?? []), who].sort(compare);
  }
  return { ...(seen.size > 0 && { share: inOrder(share) }), reasons };
}

const isWord = (value: unknown, word: string): boolean => typeof value === "string" && value.toLowerCase() === word;

const text = (value: unknown): string => quote(typeof value === "string" ? value : JSON.stringify(value ?? null));

/** As the platform may list them in any order. */
const inOrder = (share: Share): Share =>
  Object.fromEntries(
    Object.keys(ACCESS_TYPES).flatMap((access) => {
      const given = share[access];
      return given ? [[access, Object.fromEntries(Object.entries(given).sort(([a], [b]) => compare(b, a)))]] : [];
    }),
  );
