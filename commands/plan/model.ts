import type { Json } from "./display-value";

/**
 * What a deployment would do: the one model behind text, JSON and Markdown. It holds no secrets and no internals of the
 * engine or of this tool; schemas/plan.schema.json describes it as `plan --json` writes it.
 */
export interface Plan {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  /** By name, hashes of the settings that decide what the same changes do: which platform, what is taken over or revoked. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the plan cannot know, such as the live state without a token. */
  readonly notCompared: readonly Gap[];
  /** The line of the stack's file that allows the blocked changes, if there are any. */
  readonly allow?: string;
  /** Why a deployment would be refused, apart from blocked changes; empty if the plan is incomplete. */
  readonly refused: readonly Objection[];
  readonly warnings: readonly Problem[];
  /** With an error the plan is incomplete: what failed, and all that depends on it, is missing. */
  readonly errors: readonly Problem[];
}

export type Operation = "create" | "update" | "replace" | "delete";

/** What a run would do to one resource. */
export interface Change {
  readonly operation: Operation;
  /** In the catalog; for another provider's resource Pulumi's token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** The name in the program, if it has no definition. */
  readonly logicalId: string;
  /** Its name in state, if the same run renames it. */
  readonly renamedFrom?: string;
  /** The natural key that Amorphic shows, such as `sales.orders`, without parts not known yet. */
  readonly name: string;
  /** Amorphic's id; absent before creation. */
  readonly id?: string;
  /** The name by which the stack's file allows a delete or replacement; the old one after a rename. */
  readonly allowedAs: string;
  /** What differs; for a create, all it sets; none for a delete. */
  readonly fields: readonly Difference[];
  /** Why it is replaced. */
  readonly replaceReasons: readonly Reason[];
  /** Steps that an earlier run left to be done. */
  readonly pendingSteps: readonly string[];
  /** Somebody deleted it on the platform, so it is recreated. */
  readonly goneFromPlatform: boolean;
  /** An earlier run deleted it, to replace it, and failed to recreate it. */
  readonly isDeleted: boolean;
  /** For a create, the id of an object that exists already, which is taken over. */
  readonly takesOver?: string;
  /** For a create, the id of an object that is not ours and has the name: the run would be refused. */
  readonly nameTaken?: string;
  /** Protected and not allowed: the run would refuse. */
  readonly blocked: boolean;
  /** Logical ids of the changed resources it depends on. */
  readonly dependsOn: readonly string[];
  /** The data lost in a delete or replacement, besides the object itself; only for types that hold data. */
  readonly lost?: Loss;
}

export interface Difference {
  /** Keys joined with dots: `DatasourceConfig.Password`. */
  readonly path: string;
  /** The current value; absent if not set. For another provider's resource both sides are absent. */
  readonly from?: Json;
  /** The value wanted; absent if the definition no longer sets it. */
  readonly to?: Json;
  /** The definition no longer sets it, and nothing is sent: it is no longer managed, and Amorphic keeps its value. */
  readonly kept?: true;
  /** What changed: the definition, the object on the platform (by hand, since the last run), or only a secret's value. */
  readonly origin: "definition" | "platform" | "secret";
  /** Logical ids of the resources, created or replaced in this run, that the value comes from. */
  readonly follows: readonly string[];
  /** How two lists differ. */
  readonly list?: ListDifference;
  /** How two lists of columns differ, by name. */
  readonly columns?: readonly ColumnDifference[];
  /** The digest's hash of path and value, where either was redacted. */
  readonly wanted?: string;
}

export interface ListDifference {
  readonly added: readonly Json[];
  readonly removed: readonly Json[];
  /** Common elements are in another order, and order counts. */
  readonly reordered: boolean;
}

export interface ColumnDifference {
  readonly name: string;
  readonly from?: Json;
  readonly to?: Json;
  /** Its position changed. */
  readonly moved: boolean;
}

/** A property that cannot be changed in place. */
export interface Reason {
  readonly field: string;
  /** From the catalog, if the type is there. */
  readonly because: string;
  /** Logical ids of the replaced resources that the value comes from, if it stays the same or is not known to change. */
  readonly follows?: readonly string[];
}

/** Data that Amorphic holds for an object; what it did not return is absent. */
export interface Loss {
  readonly location?: string;
  /** ISO 8601, as Amorphic returns it for the object. */
  readonly lastModified?: string;
  readonly files?: number;
}

export interface Gap {
  readonly what: string;
  readonly why: string;
}

/** A reason not to deploy a plan. */
export interface Objection {
  /** The problem and the way out. */
  readonly message: string;
  /** `deploy --allow-deletes` with this number lifts it. */
  readonly allowDeletes?: number;
}

export interface Problem {
  readonly message: string;
  /** Where the mistake is, if it is one in a definition. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

const OPERATIONS: readonly Operation[] = ["create", "update", "replace", "delete"];

export function countsOf({ changes }: Plan): Readonly<Record<Operation, number>> {
  const count = (wanted: Operation) => changes.filter(({ operation }) => operation === wanted).length;
  return Object.fromEntries(OPERATIONS.map((operation) => [operation, count(operation)])) as Record<Operation, number>;
}

/** How many things stand in a deployment's way. */
export const blockedIn = ({ changes, refused }: Plan): number =>
  changes.filter(({ blocked }) => blocked).length + refused.length;

/** The last line of every plan, always worded like this; in a failed plan the counts mean nothing. */
export function planLine(plan: Plan): string {
  if (plan.errors.length > 0) return "The plan failed";
  const counts = countsOf(plan);
  const told = OPERATIONS.map((operation) => `${String(counts[operation])} to ${operation}`).join(", ");
  return `Plan: ${told}, ${String(plan.unchanged)} unchanged`;
}

/** The plan without its differences, most of its size, for callers that have shown it and keep running. */
export const outlineOf = (plan: Plan): Plan => ({
  ...plan,
  changes: plan.changes.map((change) => ({ ...change, fields: [] })),
});

/** `Dataset rOrders`: the label of a resource for people and in lists. */
export const labelOf = ({ type, logicalId }: Pick<Change, "type" | "logicalId">): string => `${type} ${logicalId}`;

/** Whether data may be lost. */
export const destroys = ({ operation, isDeleted }: Change): boolean =>
  (operation === "delete" || operation === "replace") && !isDeleted;
