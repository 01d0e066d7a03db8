import { labelOf, type Plan } from "../plan/model";
import { tooMany } from "../plan/objections";

/**
 * Why this plan must not be carried out, and the way out: all reasons at once; none if it may be.
 * @param allowed deletes and replacements that somebody allowed for this run, in the place of the stack's limits
 */
export function reasonsAgainst(plan: Plan, allowed?: number): string[] {
  const objections =
    allowed === undefined
      ? plan.refused
      : [...plan.refused.filter(({ allowDeletes }) => allowDeletes === undefined), ...tooMany(plan, { allowed })];
  return [...objections.map(({ message }) => message), ...blocked(plan)];
}

function blocked({ changes, allow }: Plan): string[] {
  const names = changes.filter((change) => change.blocked).map(labelOf);
  if (names.length === 0) return [];
  return [
    `${names.join(", ")}: protected, and this run would delete or replace what is there. If the data may be lost, ` +
      `write this into the stack's file: ${allow ?? ""}; otherwise take the change back.`,
  ];
}
