import { isDeepStrictEqual } from "node:util";
import type { ResourceType } from "../../providers/catalog/type";
import { changesOf, isUnchanged } from "../../providers/lifecycle/diff";
import { definedKeys, pick, type Properties } from "../../providers/lifecycle/inputs";
import { isSecret, type SealedSecret } from "../../providers/lifecycle/secrets/secret";
import { grantsDiffer } from "../../providers/lifecycle/share";
import { isObject } from "../../providers/is-object";
import { own } from "../../providers/own";
import { pairs, type Pair } from "../plan/difference";
import { shareOf } from "../plan/share";

/** A property whose live value (`from`) is not the definition's (`to`). */
export interface Difference extends Pair {
  /** Path below `Properties`, or `Share` for access. */
  readonly keys: readonly string[];
  /** Cannot be changed in place, so a deployment would delete the object and create another. */
  readonly replaces: boolean;
}

/**
 * What a deployment would change in a live object, compared as in a plan.
 * @param live outputs of `read`: in the definition's own words wherever the live value means the same
 * @param wanted checked inputs
 */
export function differencesOf(type: ResourceType, live: Properties, wanted: Properties): Difference[] {
  const changes = changesOf(type, live, wanted);
  if (isUnchanged(changes)) return [];
  const keys = definedKeys(type, wanted);
  const properties = between(pick(live, keys), pick(wanted, keys)).map((pair): Difference => {
    return { ...pair, replaces: changes.replaces.includes(pair.keys[0] ?? "") };
  });
  if (!grantsDiffer(live, wanted)) return properties;
  const access = pairs({ Share: shareOf(live.grants ?? []) }, { Share: shareOf(wanted.grants ?? []) });
  return [...properties, ...access.map((pair) => ({ ...pair, replaces: false }))];
}

/** Differences in the wanted keys only; lists are compared as a whole. */
function between(live: object, wanted: object, above: readonly string[] = []): Pair[] {
  return Object.entries(wanted).flatMap(([key, to]): Pair[] => {
    const from = own(live as Properties, key);
    if (isDeepStrictEqual(from, to)) return [];
    const nested = isObject(from) && isObject(to) && !isSecret(from) && !isSecret(to);
    const keys = [...above, key];
    return nested ? between(from, to, keys) : [{ keys, from, to }];
  });
}

/** The files that the first deployment uploads: all of a definition, unless they were just read from the platform. */
export const uploadsOf = (live: Properties, { Artifacts = {} }: Properties): string[] =>
  live.Artifacts ? [] : Object.values(Artifacts).flatMap((files) => files.map(({ path }) => path));

/** A secret of the definition; its live value cannot be read. */
export interface UncomparedSecret {
  /** Dotted path below `Properties`. */
  readonly field: string;
  readonly secret: SealedSecret;
}

export function secretsOf(type: ResourceType, wanted: Properties): UncomparedSecret[] {
  return below(pick(wanted, definedKeys(type, wanted)), "");
}

function below(value: unknown, path: string): UncomparedSecret[] {
  if (isSecret(value)) return [{ field: path, secret: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => below(part, path === "" ? key : `${path}.${key}`));
}
