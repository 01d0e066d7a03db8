import { quote } from "../visible";
import type { Draft } from "./draft";
import { neededVariable, readableValue, type Variables } from "./environ";
import { isEnviron, isReference, parseReference } from "./functions";
import type { Grant } from "./model";
import type { Report } from "./report";
import { SECRET_VALUE, type Resolve } from "./resolver";
import type { WrittenGrant } from "./share";
import { mapValues } from "./tree";

/** Reports duplicate grantees of a resource and malformed tags, even if a function supplies them. */
export function checkGrants(
  drafts: ReadonlyMap<string, Draft>,
  resolve: Resolve,
  variables: Variables,
  report: Report,
): void {
  const textOf = (grantee: unknown): ReturnType<Resolve> => {
    if (typeof grantee === "string") return grantee;
    if (isEnviron(grantee)) return readableValue(variables, grantee["!Environ"]);
    const reference = isReference(grantee) ? parseReference(grantee["!DependsOn"], (id) => drafts.has(id)) : undefined;
    const target = reference && drafts.get(reference.logicalId);
    return target && resolve(target, reference.attribute);
  };
  for (const { logicalId, share } of drafts.values()) {
    const seen = new Map<string, WrittenGrant>();
    for (const written of share?.grants ?? []) {
      const { grant, position } = written;
      const fail = (code: string, message: string): void => report.error(position, code, message, logicalId);
      const text = textOf(grant.Grantee);
      if (text === SECRET_VALUE) fail("SECRET_IN_SHARE", SECRET_BEHIND);
      const who = typeof text === "string" ? text : JSON.stringify(grant.Grantee);
      if (grant.GranteeType === "tag" && typeof text === "string" && text.indexOf("#") < 1) {
        const stands =
          typeof grant.Grantee === "string" ? "is not a tag" : "is the value of the function, but not a tag";
        fail("TAG_FORMAT", `${quote(text)} ${stands}; write "key#value"`);
      }
      const identity = `${grant.GranteeType} ${who}`;
      const first = seen.get(identity);
      if (!first) seen.set(identity, written);
      else {
        const { file, line, column } = first.position;
        const shown = typeof text === "string" ? `${grant.GranteeType} ${quote(text)}` : `this ${grant.GranteeType}`;
        const message = `${shown} already has ${first.grant.AccessType} access, given at ${file}:${line}:${column}; name each one once`;
        fail("DUPLICATE_GRANTEE", message);
      }
    }
  }
}

const SECRET_BEHIND = "the reference leads to a secret, but the plan needs to know who has access; write the name";

/**
 * The grants with every variable replaced by its value, as grantees are not secret. References stay.
 * @throws UserError if a variable is not set
 */
export function resolveGrants(grants: readonly Grant[], environment: NodeJS.ProcessEnv): Grant[] {
  const resolve = (value: unknown): unknown => {
    if (isEnviron(value)) return neededVariable(environment, value["!Environ"], "a share");
    if (Array.isArray(value)) return value.map(resolve);
    return typeof value === "object" && value !== null ? mapValues(value, resolve) : value;
  };
  return grants.map((grant) => mapValues(grant, resolve) as Grant);
}
