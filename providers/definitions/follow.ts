import { isReference, parseReference } from "./functions";
import { mapValues } from "./tree";

/** Resolves a reference: returns the value of an attribute of a target from `declared`. */
export type Follow<T> = (target: T, attribute: string) => unknown;

/**
 * The value with every `!DependsOn` replaced. References to secrets stay, and so do values that are not JSON, such as Pulumi
 * outputs.
 * @param declared by logical id, everything that the value may refer to
 */
export function followReferences<T>(value: unknown, declared: ReadonlyMap<string, T>, follow: Follow<T>): unknown {
  const inside = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(inside);
    if (!isPlainObject(part)) return part;
    if (!isReference(part)) return mapValues(part, inside);
    const reference = part["!DependsOn"];
    const { logicalId = "", attribute = "" } = parseReference(reference, (id) => declared.has(id)) ?? {};
    const target = declared.get(logicalId);
    if (target === undefined) throw new Error(`${reference} is not declared yet`);
    return follow(target, attribute);
  };
  return inside(value);
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
