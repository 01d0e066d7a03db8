import type { ResourceType } from "../catalog/type";
import { quote } from "../visible";
import { isPlain, neededVariable } from "./environ";
import { isEnviron } from "./functions";
import { mapValues } from "./tree";

/**
 * The properties with every plain variable (in the natural key, or listed in `plainEnv`) replaced by its value.
 * Other functions stay, since secrets are read only when they are pushed.
 * @throws UserError if such a variable is not set
 */
export function resolvePlain(
  properties: Readonly<Record<string, unknown>>,
  type: ResourceType,
  environment: NodeJS.ProcessEnv,
  plainEnv: readonly string[] = [],
): Record<string, unknown> {
  const plain = new Set(plainEnv);
  const resolve = (value: unknown, property: string): unknown => {
    if (isEnviron(value)) {
      const name = value["!Environ"];
      return isPlain(name, property, type, plain) ? neededVariable(environment, name, quote(property)) : value;
    }
    if (Array.isArray(value)) return value.map((element) => resolve(element, property));
    if (typeof value !== "object" || value === null) return value;
    return mapValues(value, (inner) => resolve(inner, property));
  };
  return mapValues(properties, resolve);
}
