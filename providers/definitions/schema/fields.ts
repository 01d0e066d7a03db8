import { choicePattern } from "../../catalog/schema";
import type { Field, JsonType, ResourceType } from "../../catalog/type";
import { RESERVED_PROPERTIES } from "../block";
import { NO_FUNCTION, ref, type Schema } from "./parts";

type Fields = Readonly<Record<string, Field>>;

/** The `Properties` of a type. Unknown keys are allowed, and functions for every value. */
export function propertiesOf({ name, description, fields, naturalKey }: ResourceType): Schema {
  const { properties, ...rest } = keysOf(fields, new Set(naturalKey));
  const conditions = Object.entries(fields).flatMap(([key, { secretIf }]) =>
    secretIf ? [secretWhere(key, secretIf)] : [],
  );
  const schema = {
    description: `Properties of type ${name}. ${description}`,
    ...rest,
    properties: { ...properties, ...Object.fromEntries(RESERVED_PROPERTIES.map((reserved) => [reserved, false])) },
  };
  // The schema comes first, so that editors offer properties in its order.
  return conditions.length > 0 ? { allOf: [schema, ...conditions] } : schema;
}

function keysOf(fields: Fields, named: ReadonlySet<string> = new Set()) {
  const entries = Object.entries(fields);
  const required = entries.filter(([, { required }]) => required).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field, named.has(name))])),
    ...(required.length > 0 && { required }),
    ...NO_FUNCTION,
    additionalProperties: ref("value"),
  } satisfies Schema;
}

const secretWhere = (name: string, { key, is }: NonNullable<Field["secretIf"]>): Schema => ({
  if: { properties: { [key]: { type: "string", pattern: choicePattern([is], true) } }, required: [key] },
  then: { properties: { [name]: ref("secretFunction") } },
});

/** @param named whether the field is part of the natural key, which cannot be secret */
function fieldSchema(field: Field, named = false): Schema {
  const description = field.immutable ? `${field.description} A change replaces the object.` : field.description;
  if (field.secret) return { description, allOf: [ref("secretFunction")] };
  const values = [field.type].flat().flatMap((type) => valuesOf(type, field, named));
  return { description, ...defaultOf(field), anyOf: [...values, ref(named ? "plainFunction" : "function")] };
}

/** The allowed values, apart from functions. Completion and error messages use the first alternative. */
function valuesOf(type: JsonType, field: Field, named: boolean): Schema[] {
  if (type === "array") return [{ type, items: field.items ? fieldSchema(field.items) : ref("value") }];
  if (type === "object") return [field.fields ? keysOf(field.fields) : ref("object")];
  if (type !== "string") return [{ type }];
  if (!field.enum) {
    return [{ type, ...(named && { minLength: 1 }), ...(field.pattern && { pattern: field.pattern.matches }) }];
  }
  const anyCase = { type, pattern: choicePattern(field.enum, true) };
  return [{ type, enum: field.enum }, ...(field.caseInsensitive ? [anyCase] : [])];
}

/** An empty default is not worth offering. */
function defaultOf({ default: value }: Field): Schema {
  return value === undefined || value === "" || typeof value === "object" ? {} : { default: value };
}
