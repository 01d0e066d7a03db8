import { destroys, type Change, type Objection, type Plan } from "./model";

type Changes = Pick<Plan, "changes" | "unchanged">;

/** How much a run may destroy; see `amorphic:maxDeletes` and `amorphic:maxDeletePercent`. */
export interface Limits {
  /** Deletes and replacements of one run. */
  readonly count: number;
  /** Of all that the stack manages; applies only above `SMALL`. */
  readonly percent: number;
}

/** Up to this many are no sign of a mistake in a stack of any size. */
const SMALL = 5;

/** All reasons not to deploy this plan, apart from protection; none if it may be deployed. */
export function objections(plan: Changes, limits: Limits): Objection[] {
  return [...renames(plan), ...tooMany(plan, limits)];
}

/** A delete and a create of the same name are most likely one object whose block was renamed. */
function renames({ changes }: Changes): Objection[] {
  const created = new Map(
    changes.filter((change) => change.operation === "create" && change.name !== "").map((each) => [keyOf(each), each]),
  );
  return changes
    .filter((change) => change.operation === "delete" && destroys(change))
    .flatMap((gone) => {
      const made = created.get(keyOf(gone));
      if (!made) return [];
      const line = `"RenamedFrom": [${JSON.stringify(gone.logicalId)}]`;
      const message = `${gone.type} ${quoted(gone.name)} would be deleted as ${gone.logicalId} and recreated as ${made.logicalId}. If the block was renamed, add ${line} to ${made.logicalId}, and the object is kept. To recreate it on purpose, remove ${made.logicalId}, deploy, and add it again.`;
      return [{ message }];
    });
}

/** Amorphic may treat names as equal that differ only in case. */
const keyOf = ({ type, name }: Change): string => `${type} ${name.toLowerCase()}`;

/** More deletes and replacements than the stack allows per run, or than were allowed for this run. */
export function tooMany(plan: Changes, limits: Limits | { readonly allowed: number }): Objection[] {
  const doomed = plan.changes.filter(destroys).length;
  const managed = plan.unchanged + plan.changes.filter(({ operation }) => operation !== "create").length;
  const told = excess(doomed, managed, limits);
  if (told === undefined) return [];
  const [limit, more] = told;
  const what = `${String(doomed)} of ${String(managed)} resources would be deleted or replaced, but ${limit}`;
  return [
    {
      message: `${what}. If that is intended, deploy with --allow-deletes ${String(doomed)}${more}.`,
      allowDeletes: doomed,
    },
  ];
}

/** @returns the limit exceeded, and what else would help; undefined if there is none */
function excess(doomed: number, managed: number, limits: Parameters<typeof tooMany>[1]): [string, string] | undefined {
  if ("allowed" in limits) {
    const { allowed } = limits;
    return doomed > allowed ? [`--allow-deletes allows ${String(allowed)}`, ""] : undefined;
  }
  const { count, percent } = limits;
  const raise = ", or raise the limit";
  if (doomed > count) return [`amorphic:maxDeletes allows ${String(count)}`, raise];
  if (doomed <= SMALL || (100 * doomed) / managed <= percent) return undefined;
  return [`amorphic:maxDeletePercent allows ${String(percent)} %`, raise];
}

const quoted = (text: string): string => JSON.stringify(text);
