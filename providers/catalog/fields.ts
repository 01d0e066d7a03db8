import { isObject } from "../is-object";
import { own } from "../own";
import type { Field, ResourceType } from "./type";

export type PropertyPath = readonly (string | number)[];

/** What the catalog says about the value at a path below `Properties`. */
export function fieldAt(type: ResourceType, path: PropertyPath): Field | undefined {
  let fields: Field["fields"] = type.fields;
  let field: Field | undefined;
  for (const part of path) {
    field = typeof part === "number" ? field?.items : own(fields, part);
    fields = field?.fields;
  }
  return field;
}

/** The types whose objects a field refers to by name, not by id: in its value, its elements, or its SQL. */
export const namedTypes = ({ names, items, queries }: Field): readonly string[] =>
  queries ?? [names ?? items?.names ?? []].flat();

/** Whether a field holds a credential, given the values of its sibling properties. */
export function isSecretField({ secret, secretIf }: Field, siblings: unknown): boolean {
  if (secret || !secretIf) return secret === true;
  const value = isObject(siblings) ? own(siblings, secretIf.key) : undefined;
  return typeof value === "string" && value.toLowerCase() === secretIf.is.toLowerCase();
}

/** What a value is called: its key, or what a sibling property says. */
export function calledBy(field: Field | undefined, siblings: unknown, key: string): string {
  const name = field?.namedBy !== undefined && isObject(siblings) ? own(siblings, field.namedBy) : undefined;
  return typeof name === "string" ? name : key;
}

/** Whether the catalog knows the value at a path below `Properties` as a credential. */
export function isSecretAt(type: ResourceType | undefined, properties: unknown, path: PropertyPath): boolean {
  const field = type && fieldAt(type, path);
  return field !== undefined && isSecretField(field, path.slice(0, -1).reduce(partOf, properties));
}

const partOf = (value: unknown, part: string | number): unknown =>
  Array.isArray(value) ? (value as unknown[])[Number(part)] : isObject(value) ? own(value, String(part)) : undefined;
