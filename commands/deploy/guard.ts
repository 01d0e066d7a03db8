import { destroys, type Change, type Plan } from "../plan/model";

/** How much a run may destroy; see `amorphic:maxDeletes` and `amorphic:maxDeletePercent`. */
export interface Limits {
  /** Deletes and replacements of one run. */
  readonly count: number;
  /** Of all that the stack manages; counts only beyond `SMALL`. */
  readonly percent: number;
  /** What somebody allowed for this run, in the place of both. */
  readonly allowed?: number | undefined;
}

/** So many are no sign of a mistake in a stack of any size. */
const SMALL = 5;

/** Why this plan must not be carried out, and the way out: all reasons at once; none if it may be. */
export function objections(plan: Plan, limits: Limits): string[] {
  return [...renames(plan), ...tooMany(plan, limits), ...blocked(plan)];
}

/** What is deleted and created under one name is most likely one object whose block was renamed. */
function renames({ changes }: Plan): string[] {
  const created = new Map(
    changes.filter((change) => change.operation === "create" && change.name !== "").map((each) => [keyOf(each), each]),
  );
  return changes
    .filter(({ operation }) => operation === "delete")
    .flatMap((gone) => {
      const made = created.get(keyOf(gone));
      if (!made) return [];
      const line = `"RenamedFrom": [${JSON.stringify(gone.logicalId)}]`;
      return `${gone.type} ${quoted(gone.name)} would be deleted as ${gone.logicalId} and created anew as ${made.logicalId}. If the block was renamed, add ${line} to ${made.logicalId}, and the object is kept. If it is to be made anew, take ${made.logicalId} out, deploy, and put it back.`;
    });
}

/** Names that differ by case only are one to Amorphic, or may be. */
const keyOf = ({ type, name }: Change): string => `${type} ${name.toLowerCase()}`;

function tooMany({ changes, unchanged }: Plan, { count, percent, allowed }: Limits): string[] {
  const doomed = changes.filter(destroys).length;
  const managed = unchanged + changes.filter(({ operation }) => operation !== "create").length;
  const share = (100 * doomed) / Math.max(managed, 1);
  const what = `${String(doomed)} of ${String(managed)} resources would be deleted or replaced`;
  const way = `If that is meant, deploy with --allow-deletes ${String(doomed)}`;
  if (allowed !== undefined) {
    return doomed > allowed ? [`${what}, and --allow-deletes allows ${String(allowed)}. ${way}.`] : [];
  }
  if (doomed > count) {
    return [`${what}, and a run may do that to ${String(count)} (amorphic:maxDeletes). ${way}, or raise the limit.`];
  }
  if (doomed > SMALL && share > percent) {
    const told = `${what}, and a run may do that to ${String(percent)} % of a stack (amorphic:maxDeletePercent)`;
    return [`${told}. ${way}, or raise the limit.`];
  }
  return [];
}

function blocked({ changes, allow }: Plan): string[] {
  const names = changes.filter((change) => change.blocked).map(({ type, logicalId }) => `${type} ${logicalId}`);
  if (names.length === 0) return [];
  return [
    `${names.join(", ")}: protected, and this run would delete or replace what is there. If the data may be lost, ` +
      `write this into the stack's file: ${allow ?? ""}; otherwise take the change back.`,
  ];
}

const quoted = (text: string): string => JSON.stringify(text);
