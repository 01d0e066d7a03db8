import { createHash } from "node:crypto";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Stored } from "../../../simulator/store";
import type { Kind } from "./kind";
import { KINDS } from "./kinds";
import type { Block, World } from "./world";

/** The value of a secret, which cannot be told from what the platform shows. */
class Secret {
  constructor(readonly value: string) {}
}

/** What the platform will generate in the run. */
export const UNKNOWN = Symbol("known after the run");

/** A definition with every function replaced by what it stands for. */
export interface Wanted {
  readonly kind: Kind;
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Level by grantee, in the platform's words; undefined if sharing is not managed. */
  readonly grants?: Readonly<Record<string, string>> | undefined;
  /** The block as its author has it. */
  readonly written: Block;
  /** Digests by name, in order. */
  readonly files: readonly (readonly [string, string])[];
}

const LEVELS = { Owner: "owner", Editor: "editor", ReadOnly: "read-only" } as const;

/** @param idOf the platform's id of a block, or `UNKNOWN` */
export function wantedOf(world: World, block: Block, idOf: (logicalId: string) => unknown): Wanted {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    const { "!Environ": variable, "!DependsOn": reference } = value as Record<string, unknown>;
    if (typeof variable === "string") return new Secret(world.secrets[variable] ?? "");
    if (typeof reference !== "string") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
    }
    const [logicalId = "", attribute = ""] = reference.split(".");
    const written = world.get(logicalId)?.Properties[attribute];
    return written === undefined ? idOf(logicalId) : resolve(written);
  };
  const grants = block.Share && Object.entries(block.Share).map(([who, level]) => [who, LEVELS[level]]);
  return {
    kind: block.Type,
    logicalId: block.id,
    properties: resolve(block.Properties) as Record<string, unknown>,
    grants: grants && (Object.fromEntries(grants) as Record<string, string>),
    written: structuredClone(block),
    files: block.files.map((path) => [basename(path), digest(world.files[path] ?? "")]),
  };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What the platform holds of a property, wherever it keeps it. */
export const liveValue = (stored: Stored, key: string): unknown =>
  ["DatasetAccess", "ParameterAccess", "SharedLibraries"].includes(key)
    ? stored.access?.granted[key]
    : stored.properties[key];

export const liveGrants = ({ grants = [] }: Stored): Record<string, string> =>
  Object.fromEntries(grants.map(({ Grantee, AccessType }) => [Grantee, AccessType.toLowerCase()]));

/** Lists whose order means nothing, and texts whose case means nothing. */
const UNORDERED = new Set([
  ...["Keywords", "Packages", "SharedLibraries", "ParameterAccess", "Owner", "ReadOnly", "DatasetDetails"],
  ...["RoleManagers", "RolePermissions", "UsersAttached"],
]);
const ANY_CASE = new Set([
  "DatasourceType",
  "IngestionType",
  "FileType",
  "TargetLocation",
  "TableUpdate",
  "LifeCyclePolicyStatus",
  "ETLJobType",
  "type",
  ...["DataflowType", "ProcessType", "DataFormat", "ViewType"],
  ...["ParameterType", "ParameterScope", "JobType", "ScheduleType"],
]);

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && !(value instanceof Secret) && Object.values(value).every(isEmpty));

/** Whether the platform holds what is wanted; other keys of an object do not matter. */
export function holds(wanted: unknown, live: unknown, key = ""): boolean {
  if (wanted instanceof Secret) return wanted.value === live;
  if (isEmpty(wanted) && isEmpty(live)) return true;
  if (Array.isArray(wanted) && Array.isArray(live)) {
    if (wanted.length !== live.length) return false;
    if (!UNORDERED.has(key)) return wanted.every((item, index) => holds(item, live[index]));
    return wanted.every((item) => live.some((other) => holds(item, other)));
  }
  if (isObject(wanted) && isObject(live))
    return Object.keys(wanted).every((name) => holds(wanted[name], live[name], name));
  if (typeof wanted === "string" && typeof live === "string" && ANY_CASE.has(key)) {
    return wanted.toLowerCase() === live.toLowerCase();
  }
  return isDeepStrictEqual(wanted, live);
}

/**
 * Whether a run has something to do for the property: it differs from what is live, or a secret in it from what it was, or
 * something left it since.
 * @param before what the last run wanted
 */
export function differs(before: unknown, wanted: unknown, live: unknown, key: string): boolean {
  if (wanted instanceof Secret || before instanceof Secret) return !isDeepStrictEqual(before, wanted);
  if (isObject(wanted) && isObject(before) && isObject(live)) {
    const names = new Set([...Object.keys(before), ...Object.keys(wanted)]);
    return [...names].some((name) => differs(before[name], wanted[name], live[name], name));
  }
  return !(holds(wanted, live, key) && (!Array.isArray(wanted) || holds(live, wanted, key)));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Secret);

/** The object as people name it: `Dataset sales.orders`. */
export const fullName = ({ kind, properties }: Pick<Wanted, "kind" | "properties">): string =>
  `${kind} ${KINDS[kind].key.map((part) => String(properties[part])).join(".")}`;
