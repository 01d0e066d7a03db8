import type { Json } from "./told";

/**
 * What a deployment would do: the one model behind text, JSON and Markdown. It holds no secret, and nothing that is the
 * engine's or ours; schemas/plan.schema.json describes it, as `plan --json` writes it.
 */
export interface Plan {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  /** What the plan cannot know, such as the live state without a token. */
  readonly notCompared: readonly Gap[];
  /** What lets the blocked changes go, if there are any: a line of the stack's file. */
  readonly allow?: string;
  /** Why a deployment would be refused, beside what is blocked; nothing is said of a plan that is not whole. */
  readonly refused: readonly Objection[];
  readonly warnings: readonly Problem[];
  /** With an error the plan is not whole: what failed, and what hangs on it, is missing. */
  readonly errors: readonly Problem[];
}

export type Operation = "create" | "update" | "replace" | "delete";

/** What a run would do to one resource. */
export interface Change {
  readonly operation: Operation;
  /** Of the catalog; of another provider's resource Pulumi's token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Its name in the program, if no definition made it. */
  readonly logicalId: string;
  /** The name that the state knows, where the same run renames it. */
  readonly renamedFrom?: string;
  /** The natural key that Amorphic shows, such as `sales.orders`; what is not known yet is left out. */
  readonly name: string;
  /** Amorphic's id; absent for what is not there yet. */
  readonly id?: string;
  /** By which the stack's file allows a delete or a replacement; another one after a rename. */
  readonly allowedAs: string;
  /** What differs; of a create, all that it sets. None for a delete. */
  readonly fields: readonly Difference[];
  /** What makes a replacement. */
  readonly replaceReasons: readonly Reason[];
  /** Steps that an earlier run left to be done. */
  readonly pendingSteps: readonly string[];
  /** Somebody deleted it on the platform, so it is made anew. */
  readonly goneFromPlatform: boolean;
  /** Of a replacement: an earlier run deleted it, and failed to make it anew. */
  readonly isDeleted: boolean;
  /** Protected and not allowed: the run would refuse. */
  readonly blocked: boolean;
  /** Logical ids of the changed resources it hangs on. */
  readonly dependsOn: readonly string[];
  /** What goes with a delete or a replacement, beside the object itself; only for types that hold data. */
  readonly lost?: Loss;
}

export interface Difference {
  /** Keys joined with dots: `DatasourceConfig.Password`. */
  readonly path: string;
  /** What is there now; absent if it is not set. Of another provider's resource neither side is told. */
  readonly from?: Json;
  /** What is wanted; absent if the definition no longer says it. */
  readonly to?: Json;
  /** What changed: the definition, what lies on the platform (by hand, since the last run), or only a secret's value. */
  readonly origin: "definition" | "platform" | "secret";
  /** Logical ids that are made or replaced in the same run, and that the value comes from. */
  readonly follows: readonly string[];
  /** How two lists differ. */
  readonly list?: ListDifference;
  /** How two lists of columns differ, by name. */
  readonly columns?: readonly ColumnDifference[];
  /** What the digest says of path and value, where something in them was blotted out. */
  readonly wanted?: string;
}

export interface ListDifference {
  readonly added: readonly Json[];
  readonly removed: readonly Json[];
  /** What both hold stands in another order, and order counts. */
  readonly reordered: boolean;
}

export interface ColumnDifference {
  readonly name: string;
  readonly from?: Json;
  readonly to?: Json;
  /** It only stands elsewhere. */
  readonly moved: boolean;
}

/** A property that cannot be changed in place. */
export interface Reason {
  readonly field: string;
  /** Of the catalog, where that knows the type. */
  readonly because: string;
  /** Logical ids of what is replaced and gives the value, where the value itself stays as it is, or is not known to change. */
  readonly follows?: readonly string[];
}

/** Data that Amorphic holds for an object; what it did not tell is absent. */
export interface Loss {
  readonly location?: string;
  /** ISO 8601, as Amorphic says it of the object. */
  readonly lastModified?: string;
  readonly files?: number;
}

export interface Gap {
  readonly what: string;
  readonly why: string;
}

/** A reason not to carry a plan out. */
export interface Objection {
  /** What, and the way out. */
  readonly message: string;
  /** With so many, `--allow-deletes` of `deploy` lifts it. */
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

/** How much stands in a deployment's way. */
export const blockedIn = ({ changes, refused }: Plan): number =>
  changes.filter(({ blocked }) => blocked).length + refused.length;

/** The line that ends every plan, always in these words; of one that failed the counts say nothing. */
export function planLine(plan: Plan): string {
  if (plan.errors.length > 0) return "The plan failed";
  const counts = countsOf(plan);
  const told = OPERATIONS.map((operation) => `${String(counts[operation])} to ${operation}`).join(", ");
  return `Plan: ${told}, ${String(plan.unchanged)} unchanged`;
}

/** The plan without what differs, which is most of it: for whoever has shown it and goes on for long. */
export const outlineOf = (plan: Plan): Plan => ({
  ...plan,
  changes: plan.changes.map((change) => ({ ...change, fields: [] })),
});

/** `Dataset rOrders`: what people and lists call a resource by. */
export const labelOf = ({ type, logicalId }: Pick<Change, "type" | "logicalId">): string => `${type} ${logicalId}`;

/** Whether data may be lost. */
export const destroys = ({ operation, isDeleted }: Change): boolean =>
  operation === "delete" || (operation === "replace" && !isDeleted);
