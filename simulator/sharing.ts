/** Who may do what with an object: `/<collection>/{id}/share`. All assumed, except grantees and levels (doc). */
import { checkReferences } from "./check";
import { show, type Looks } from "./echo";
import { asText, isObject, type Json, type JsonObject } from "./json";
import { existing, writable } from "./objects";
import type { ApiCall, Platform } from "./platform";
import { refuse } from "./refusal";
import type { Grant, Stored } from "./store";

/** doc cicd-docs/resource-access-management; the spelling is assumed */
const LEVELS = ["owner", "editor", "read-only"];
const GRANTEES = ["user", "tag"];

/** Grants come back in any order, their enumerations in any case. */
const LOOKS: Looks = {
  enums: { "Grants.AccessType": LEVELS, "Grants.GranteeType": GRANTEES },
  unordered: ["Grants"],
  masked: [],
  conditions: [],
};

/** `GET` */
export function readGrants(call: ApiCall): JsonObject {
  const { settings, random } = call.platform;
  return show(LOOKS, { Grants: [...(existing(call).grants ?? [])] }, settings, random);
}

/** `POST`: adds grants; a grantee's new grant replaces the old one. */
export function addGrants(call: ApiCall): JsonObject {
  const { platform, body } = call;
  const stored = writable(call);
  const grants = parseGrants(platform, grantsIn(body));
  keep(platform, stored, [...others(stored, grants), ...grants]);
  return { Message: "Access granted successfully." };
}

/** `DELETE`: removes the grants of the named grantees; one without a grant is no error. */
export function takeGrants(call: ApiCall): JsonObject {
  const stored = writable(call);
  const grants = grantsIn(call.body).map((grant) => {
    const grantee = checkGrantee(grant);
    const other = Object.keys(grantee).find((key) => key !== "GranteeType" && key !== "Grantee");
    if (other !== undefined) throw refuse("IPV-1001", `Invalid key ${other}, expected GranteeType and Grantee.`);
    return grantee;
  });
  keep(call.platform, stored, others(stored, grants));
  return { Message: "Access revoked successfully." };
}

/** Replaces all grants of the object with these. */
export function shareByHand(platform: Platform, stored: Stored, grants: Json): Stored {
  return keep(platform, stored, parseGrants(platform, grantsIn({ Grants: grants })));
}

function keep(platform: Platform, stored: Stored, grants: readonly Grant[]): Stored {
  const changed = { ...stored, grants };
  platform.store.put(changed);
  return changed;
}

/** The grants of an object, except those of these grantees. */
function others({ grants = [] }: Stored, grantees: readonly JsonObject[]): Grant[] {
  const named = new Set(grantees.map(granteeOf));
  return grants.filter((grant) => !named.has(granteeOf(grant)));
}

function granteeOf({ GranteeType, Grantee }: JsonObject): string {
  return `${asText(GranteeType).toLowerCase()} ${asText(Grantee)}`;
}

function grantsIn({ Grants: grants, ...rest }: JsonObject): Json[] {
  const [other] = Object.keys(rest);
  if (other !== undefined) throw refuse("IPV-1001", `Invalid key ${other}, expected Grants.`);
  if (!Array.isArray(grants)) throw refuse("IPV-1001", "Invalid Grants, expected a list.");
  return grants;
}

/** Complete grants, each for a different grantee; tags must exist, and further keys are allowed. */
function parseGrants(platform: Platform, grants: readonly Json[]): Grant[] {
  const seen = new Set<string>();
  return grants.map((value) => {
    const grant = checkGrantee(value);
    const { AccessType: level, GranteeType, Grantee } = grant;
    if (typeof level !== "string" || !LEVELS.includes(level.toLowerCase())) {
      throw refuse("IPV-1001", `Invalid AccessType - ${asText(level)}, expected one of ${LEVELS.join(", ")}.`);
    }
    if (seen.has(granteeOf(grant))) throw refuse("IPV-1001", `Invalid Grants, ${Grantee} is listed twice.`);
    seen.add(granteeOf(grant));
    if (GranteeType.toLowerCase() === "tag") {
      checkReferences([{ path: "Grantee", to: "tags" }], platform.store, grant);
    }
    return { ...grant, AccessType: level };
  });
}

function checkGrantee(grant: Json): JsonObject & Pick<Grant, "GranteeType" | "Grantee"> {
  const { GranteeType, Grantee } = isObject(grant) ? grant : {};
  if (typeof GranteeType !== "string" || !GRANTEES.includes(GranteeType.toLowerCase())) {
    throw refuse("IPV-1001", `Invalid GranteeType - ${asText(GranteeType)}, expected one of ${GRANTEES.join(", ")}.`);
  }
  if (typeof Grantee !== "string" || Grantee === "") throw refuse("IPV-1001", "Invalid Grantee, expected a string.");
  return { ...(grant as JsonObject), GranteeType, Grantee };
}
