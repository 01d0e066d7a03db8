import { isDeepStrictEqual } from "node:util";
import type { ResourceType } from "../../providers/catalog/type";
import { changesOf, isUnchanged } from "../../providers/lifecycle/diff";
import { definedKeys, pick, type Properties } from "../../providers/lifecycle/inputs";
import { isSecret, type SealedSecret } from "../../providers/lifecycle/secret";
import { grantsDiffer } from "../../providers/lifecycle/share";
import { isObject } from "../../providers/is-object";

/** A property whose live value is not what the definition says. */
export interface Difference {
  /** Dotted path below `Properties`, or `Share` for access. */
  readonly field: string;
  readonly live: unknown;
  readonly wanted: unknown;
  /** It cannot be changed in place, so a deployment would delete the object and create another. */
  readonly replaces: boolean;
}

/**
 * What a deployment would change of a live object, by the same comparison as the plan's.
 * @param live outputs as `read` makes them: the definition's own words wherever the live value means the same
 * @param wanted checked inputs
 */
export function differencesOf(type: ResourceType, live: Properties, wanted: Properties): Difference[] {
  const changes = changesOf(type, live, wanted);
  if (isUnchanged(changes)) return [];
  const keys = definedKeys(type, wanted);
  const properties = between(pick(live, keys), pick(wanted, keys)).map(([field, from, to]): Difference => {
    const replaces = changes.replaces.includes(field.split(".", 1)[0] ?? "");
    return { field, live: from, wanted: to, replaces };
  });
  const access = { field: "Share", live: live.grants ?? [], wanted: wanted.grants ?? [], replaces: false };
  return [...properties, ...(grantsDiffer(live, wanted) ? [access] : [])];
}

/** Paths and values that differ; lists are compared as a whole. */
function between(live: object, wanted: object, prefix = ""): [string, unknown, unknown][] {
  return Object.entries(wanted).flatMap(([key, to]): [string, unknown, unknown][] => {
    const from: unknown = Object.hasOwn(live, key) ? (live as Record<string, unknown>)[key] : undefined;
    if (isDeepStrictEqual(from, to)) return [];
    const nested = isObject(from) && isObject(to) && !isSecret(from) && !isSecret(to);
    return nested ? between(from, to, `${prefix}${key}.`) : [[prefix + key, from, to]];
  });
}

/** The files of a definition that the first deployment uploads: all, unless they were just read from the platform. */
export const uploadsOf = (live: Properties, { Artifacts = {} }: Properties): string[] =>
  live.Artifacts ? [] : Object.values(Artifacts).flatMap((files) => files.map(({ path }) => path));

/** A secret of the definition, whose live value nobody can see. */
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
