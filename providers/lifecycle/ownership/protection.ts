import type { ResourceType } from "../../catalog/type";
import { UserError } from "../../errors";
import { subjectOf, type Properties } from "../inputs";
import type { Policy } from "../platform";

/** Whether the stack forbids deleting or replacing this resource. */
export function isProtected(
  type: string,
  logicalId: string | undefined,
  policy: Pick<Policy, "protect" | "allow">,
): boolean {
  return policy.protect.includes(type) && !(logicalId !== undefined && policy.allow.includes(logicalId));
}

/** @throws UserError if the stack forbids deleting this resource. */
export function guardDelete(type: ResourceType, properties: Properties, policy: Policy): void {
  if (isProtected(type.name, properties.logicalId, policy)) refuse(type, properties, "delete it");
}

/** @throws UserError if the stack forbids replacing this resource. */
export function guardReplace(type: ResourceType, olds: Properties, why: readonly string[], policy: Policy): void {
  if (isProtected(type.name, olds.logicalId, policy)) {
    refuse(type, olds, `replace it (delete, then create), because ${why.join(" and ")} cannot be changed in place`);
  }
}

function refuse(type: ResourceType, properties: Properties, what: string): never {
  throw new UserError(
    `${subjectOf(type, properties)} is protected, and this run would ${what}. ` +
      `If its data is no longer needed, add ${JSON.stringify(properties.logicalId)} to amorphic:allow in the stack's file; ` +
      "otherwise revert the change.",
  );
}
