import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone";
import { propertiesSchema, type JsonSchema } from "../../providers/catalog/schema";
import type { ResourceType } from "../../providers/catalog/type";
import { AJV, digestOf } from "../../providers/catalog/validator";

/** Code that checks each type's properties, by the digest of its schema; ajv would otherwise generate it in each process. */
export function validatorsSource(types: readonly ResourceType[]): string {
  const ajv = new Ajv({ ...AJV, messages: false, code: { source: true } });
  const schemas = types.map(propertiesSchema).map((schema) => [`_${digestOf(schema)}`, schema] as const);
  for (const [name, schema] of schemas) ajv.addSchema(withoutTexts(schema), name);
  const code = standalone(ajv, Object.fromEntries(schemas.map(([name]) => [name, name])));
  return `// Generated from the catalog by \`npm run generate\`. Do not edit.\n${code}\n`;
}

/** Checks do not need titles and descriptions. */
function withoutTexts({ title: _title, description: _description, ...schema }: JsonSchema): JsonSchema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withoutTexts(value)])),
    }),
    ...(items && { items: withoutTexts(items) }),
  };
}
