import type { Field, ResourceType } from "./type";

/** The part of JSON Schema that the catalog needs; the same in 2020-12 and draft-07. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly writeOnly?: true;
}

/**
 * A JSON Schema for the `Properties` of a type. It leaves out functions such as `!DependsOn`, which may stand
 * for any value. Unknown keys pass.
 */
export function propertiesSchema(type: ResourceType): JsonSchema {
  const { properties = {}, ...rest } = keysSchema(type.fields);
  const named = Object.entries(properties).map(([name, schema]) => {
    return [name, type.naturalKey.includes(name) ? { ...schema, minLength: 1 } : schema];
  });
  const keys = { properties: Object.fromEntries(named) as typeof properties, ...rest };
  return { title: type.name, description: type.description, type: "object", ...keys };
}

function keysSchema(fields: Readonly<Record<string, Field>>): Pick<JsonSchema, "properties" | "required"> {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => field.required).map(([name]) => name);
  return {
    properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length > 0 && { required }),
  };
}

function fieldSchema(field: Field): JsonSchema {
  // A literal secret is refused whatever its type.
  if (field.secret) return { description: field.description, writeOnly: true };
  return {
    description: field.description,
    type: field.type,
    ...(field.pattern && { pattern: field.pattern.matches }),
    ...(field.enum && enumSchema(field.enum, field)),
    ...(field.fields && keysSchema(field.fields)),
    ...(field.items && { items: fieldSchema(field.items) }),
  };
}

/** A pattern if case does not matter or if types other than text are allowed (which a pattern lets pass). */
function enumSchema(values: readonly string[], field: Field): JsonSchema {
  if (field.type === "string" && !field.caseInsensitive) return { enum: values };
  return { pattern: choicePattern(values, field.caseInsensitive) };
}

/** A pattern that matches any of the values as a whole, optionally in any case. */
export function choicePattern(values: readonly string[], anyCase?: true): string {
  return `^(?:${values.map((value) => literalPattern(value, anyCase)).join("|")})$`;
}

function literalPattern(value: string, anyCase: true | undefined): string {
  return Array.from(value, (character) => {
    const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
    if (anyCase && lower !== upper) return `[${lower}${upper}]`;
    return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
  }).join("");
}
