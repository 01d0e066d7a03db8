import type { Field, ResourceType } from "../../providers/catalog/type";
import type { Values } from "./provider-call";

/** Keys from the outside in; `[]` stands for each element of a list. */
export type FieldPath = readonly string[];

export interface KnownField {
  readonly path: FieldPath;
  readonly field: Field;
}

const EACH = "[]";

/** Every field that the catalog knows of a type, nested ones after those that contain them. */
export const knownFields = (type: ResourceType): KnownField[] => nested([], { fields: type.fields });

function nested(path: FieldPath, { fields = {}, items }: Pick<Field, "fields" | "items">): KnownField[] {
  const parts = [...Object.entries(fields), ...(items ? [[EACH, items] as const] : [])];
  return parts.flatMap(([key, field]) => [{ path: [...path, key], field }, ...nested([...path, key], field)]);
}

/** `DatasetSchema[].type` */
export const fieldName = (path: FieldPath): string => path.join(".").replaceAll(`.${EACH}`, EACH);

/** The properties with the value at the path changed, in each element of the lists on the way. */
export function changedAt(properties: Values, path: FieldPath, change: (value: unknown) => unknown): Values {
  const go = (value: unknown, [key, ...rest]: FieldPath): unknown => {
    if (key === undefined) return change(value);
    if (key === EACH) return Array.isArray(value) ? value.map((element) => go(element, rest)) : value;
    const object = value as Values;
    return Object.hasOwn(object, key) ? { ...object, [key]: go(object[key], rest) } : object;
  };
  return go(properties, path) as Values;
}

/** All values at the path. */
export function valuesAt(properties: Values, path: FieldPath): unknown[] {
  const found: unknown[] = [];
  changedAt(properties, path, (value) => found.push(value));
  return found;
}

/** The properties without this key. */
export const without = (properties: Values, key: string): Values =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));

/** Whether `actual` has everything in `wanted`; its objects may have more keys. */
export function holds(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) && actual.length === wanted.length && wanted.every((part, i) => holds(actual[i], part))
    );
  }
  if (typeof wanted !== "object" || wanted === null) return actual === wanted;
  if (typeof actual !== "object" || actual === null) return false;
  return Object.entries(wanted).every(([key, part]) => holds((actual as Values)[key], part));
}
