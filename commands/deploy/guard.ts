import { labelOf, type Plan } from "../plan/model";
import { tooMany } from "../plan/objections";

/**
 * All reasons not to deploy this plan, each with the way out; none if it may be deployed.
 * @param allowed deletes and replacements allowed for this run, instead of the stack's limits
 */
export function reasonsAgainst(plan: Plan, allowed?: number): string[] {
  const objections =
    allowed === undefined
      ? plan.refused
      : [...plan.refused.filter(({ allowDeletes }) => allowDeletes === undefined), ...tooMany(plan, { allowed })];
  return [...objections.map(({ message }) => message), ...blocked(plan)];
}

function blocked({ changes, allow }: Plan): string[] {
  const stopped = changes.filter((change) => change.blocked);
  if (stopped.length === 0) return [];
  const keep = stopped.some(({ operation }) => operation === "delete")
    ? " `amorphic-cicd state forget` lets a stack give up an object without deleting it."
    : "";
  return [
    `${stopped.map(labelOf).join(", ")}: protected, and this run would delete or replace the existing objects. If the data may be ` +
      `lost, add this to the stack's file: ${allow ?? ""}; otherwise revert the change.${keep}`,
  ];
}
