import { pathText } from "../catalog/check";
import type { ResourceType } from "../catalog/type";
import { didYouMean, nearest } from "../nearest";
import { quote } from "../visible";
import type { Written } from "./draft";
import { checkConfidential, checkReservedVariable, notSet, valueOfVariable, type Variables } from "./environ";
import { DEPENDS_ON, ENVIRON, findFunctions, looksLikeFunction, SECRET, type FunctionCall } from "./functions";
import type { JsonNode } from "./json-node";
import type { Grant, Position } from "./model";

/** The vendor's names in its share object are not public, so these are ours. */
export const ACCESS_TYPES = { Owner: "owner", Editor: "editor", ReadOnly: "read-only" } as const;
export const GRANTEES = { Users: { key: "User", type: "user" }, Tags: { key: "Tag", type: "tag" } } as const;

/** Keys that cannot be added to a grant. */
export const TAKEN: readonly string[] = ["AccessType", "GranteeType", "Grantee", "User", "Tag"];

/** Who has access to a resource, with the positions in the file. */
export interface Share {
  readonly grants: readonly WrittenGrant[];
  /** Arguments of `!DependsOn`. */
  readonly references: readonly Written[];
}

export interface WrittenGrant {
  readonly grant: Grant;
  /** Position of the grantee. */
  readonly position: Position;
}

export interface ShareContext {
  /** Type of the resource; undefined if unknown. */
  readonly type: ResourceType | undefined;
  readonly variables: Variables;
  readonly fail: (at: Position, code: string, message: string) => void;
}

/** Reads a share object from a block or a central file. Reports all that is wrong with it and returns the rest. */
export function readShare(node: JsonNode, context: ShareContext): Share {
  const { type, fail } = context;
  const share = { grants: [] as WrittenGrant[], references: [] as Written[] };
  const buckets = node.members();
  if (type && !type.share) {
    fail(node.keyPosition, "NOT_SHAREABLE", `type ${type.name} cannot be shared; remove it`);
  } else if (!buckets) {
    const message = 'who has access must be an object; write {"ReadOnly": {"Users": ["id"], "Tags": ["key#value"]}}';
    fail(node.position, "SHARE_NOT_OBJECT", message);
  } else {
    for (const bucket of buckets) readBucket(bucket, context, share);
  }
  return share;
}

interface Found {
  readonly grants: WrittenGrant[];
  readonly references: Written[];
}

function readBucket(bucket: JsonNode, context: ShareContext, found: Found): void {
  const { fail } = context;
  const access = bucket.key;
  const lists = bucket.members();
  if (!isKey(ACCESS_TYPES, access)) {
    const names = Object.keys(ACCESS_TYPES);
    const message = `there is no access level ${quote(access)}${didYouMean(access, names)}; use ${names.join(", ")}`;
    fail(bucket.keyPosition, "UNKNOWN_ACCESS", message);
  } else if (!lists) {
    const message = `${quote(access)} must be an object; write {"Users": ["id"], "Tags": ["key#value"]}`;
    fail(bucket.position, "SHARE_NOT_OBJECT", message);
  } else {
    for (const list of lists) {
      const kind = list.key;
      const grantees = list.elements();
      if (!isKey(GRANTEES, kind)) {
        const names = Object.keys(GRANTEES);
        const message = `access cannot be given to ${quote(kind)}${didYouMean(kind, names)}; use ${names.join(", ")}`;
        fail(list.keyPosition, "UNKNOWN_GRANTEES", message);
      } else if (!grantees) {
        const message = `${quote(kind)} must be a list; write ${EXAMPLES[kind]}`;
        fail(list.position, "GRANTEES_NOT_LIST", message);
      } else {
        grantees.forEach((grantee, index) => {
          readGrantee(grantee, { access, kind, path: ["Share", access, kind, index] }, context, found);
        });
      }
    }
  }
}

const EXAMPLES = { Users: '["id"]', Tags: '["key#value"]' } as const;

interface Place {
  readonly access: keyof typeof ACCESS_TYPES;
  readonly kind: keyof typeof GRANTEES;
  readonly path: readonly (string | number)[];
}

/** Reads a grantee, either alone or in an object with further keys of the grant. */
function readGrantee(node: JsonNode, { access, kind, path }: Place, context: ShareContext, found: Found): void {
  const { fail } = context;
  const { key, type } = GRANTEES[kind];
  for (const call of findFunctions(node, fail, path)) readCall(call, context, found);
  const details = looksLikeFunction(node.value) ? undefined : node.members();
  const grantee = details ? node.get(key) : node;
  if (!grantee) {
    const written = nearest(key, details?.map((detail) => detail.key) ?? []);
    const meant = written === undefined ? "" : ` (is ${quote(written)} a typo?)`;
    fail(node.position, "MISSING_GRANTEE", `"${key}" is missing, so nobody is named${meant}; add it`);
    return;
  }
  const { value } = grantee;
  if (!looksLikeFunction(value) && (typeof value !== "string" || value === "")) {
    const message = `a ${type} must be a string or a function; write ${type === "tag" ? '"key#value"' : '"id"'}`;
    fail(grantee.position, "GRANTEE_FORMAT", message);
    return;
  }
  const extra = details ? extraOf(details, key, context) : {};
  const grant: Grant = { ...extra, AccessType: ACCESS_TYPES[access], GranteeType: type, Grantee: value };
  found.grants.push({ grant, position: grantee.position });
}

/** The keys that the author adds to a grant; they are passed on. */
function extraOf(details: readonly JsonNode[], grantee: string, { fail }: ShareContext): Record<string, unknown> {
  const extra = details.filter(({ key }) => key !== grantee);
  for (const member of extra.filter(({ key }) => TAKEN.includes(key))) {
    const message = `${quote(member.key)} follows from where the grant is written, so it cannot be set next to "${grantee}"; remove it`;
    fail(member.keyPosition, "GRANT_KEY_TAKEN", message);
  }
  return Object.fromEntries(extra.map(({ key, value }) => [key, value]));
}

/** Names are not secret, so variables are plain here, and a `!Secret` is not allowed. */
function readCall(call: FunctionCall, { variables, fail }: ShareContext, { references }: Found): void {
  const { name, argument, path, position } = call;
  const property = quote(pathText(path));
  if (name === DEPENDS_ON) references.push({ text: argument, position });
  if (name === SECRET) {
    const message = `who has access is not secret, and the plan needs it, so ${SECRET} is not allowed in ${property}; write the name, or an ${ENVIRON}`;
    fail(position, "SECRET_IN_SHARE", message);
  }
  if (name !== ENVIRON) return;
  const problem = checkReservedVariable(argument, path, variables) ?? checkConfidential(argument, path, variables);
  if (problem) fail(position, problem.code, problem.message);
  else if (valueOfVariable(variables, argument) === undefined) {
    const message = `${notSet(argument, variables)}, but the plan needs it for ${property}; set it`;
    fail(position, "VARIABLE_NOT_SET", message);
  }
}

function isKey<T extends object>(names: T, key: string): key is keyof T & string {
  return Object.hasOwn(names, key);
}
