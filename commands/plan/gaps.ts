import { isDeepStrictEqual } from "node:util";
import { referenceOf, secretsIn } from "../../providers/lifecycle/secrets/secret";
import type { Gap } from "./model";
import type { PlanContext } from "./plan";
import type { Resource } from "./preview";

/** The engine's order changes from run to run. */
const byText = (a: Gap, b: Gap): number => (a.what + a.why < b.what + b.why ? -1 : 1);

/** What could not be compared: a secret keeps its old fingerprint while its value is unavailable. */
export function gaps(
  resources: readonly Resource[],
  { refreshed, isSet }: Pick<PlanContext, "refreshed" | "isSet">,
): Gap[] {
  const unread = resources.flatMap(({ logicalId, news }) =>
    secretsIn(news?.inputs).flatMap((secret) => {
      const { source, name } = referenceOf(secret);
      const known = source === "!Environ" ? isSet(name) : secret.fingerprint !== undefined;
      const why = source === "!Environ" ? `${name} is not set here` : `${name} could not be read here`;
      return known ? [] : [{ what: `a secret of ${logicalId}`, why }];
    }),
  );
  const live = { what: "live state", why: "Amorphic was not asked, so changes by hand do not show" };
  const all = [...(refreshed ? [] : [live]), ...unread.sort(byText)];
  return all.filter((gap, i) => all.findIndex((other) => isDeepStrictEqual(gap, other)) === i);
}
