import type { Field, JsonType, ResourceType } from "../../providers/catalog/type";
import { fileNameOf } from "./names";

const TYPES: Readonly<Record<JsonType, string>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
  array: "unknown[]",
  object: "Record<string, unknown>",
};

/** The TypeScript of one type's resource class. */
export function classSource(type: ResourceType): string {
  const { name, fields, outputs, artifacts } = type;
  const extras = Object.keys(outputs).filter((key) => !Object.hasOwn(fields, key));
  return [
    `// Generated from the catalog by \`npm run generate\`. Do not edit.`,
    `import type * as pulumi from "@pulumi/pulumi";`,
    `import { ${name} as type } from "../../catalog/${fileNameOf(type)}";`,
    `import { AmorphicResource, type CommonArgs, type Value } from "../resource";`,
    ``,
    `/** Arguments of {@link ${name}}: Amorphic's own names, each a value, an output, or a secret by reference. */`,
    `export interface ${name}Args extends CommonArgs {`,
    ...Object.entries(fields).flatMap(([key, field]) => [
      comment(fieldText(field), 2),
      `  ${key}${optional(field)}: ${valueType(field)};`,
    ]),
    ...artifactsSource(artifacts),
    `}`,
    ``,
    comment([type.description, ...(type.experimental ? [`@experimental ${type.because}`] : [])].join("\n\n"), 0),
    `export class ${name} extends AmorphicResource {`,
    ...extras.flatMap((key) => [
      comment(outputs[key]?.description ?? "", 2),
      `  declare readonly ${key}: pulumi.Output<string>;`,
    ]),
    ...Object.entries(fields).flatMap(([key, field]) => [
      comment(field.description, 2),
      `  declare readonly ${key}: pulumi.Output<${tsType(field)}${field.required ? "" : " | undefined"}>;`,
    ]),
    ``,
    `  constructor(name: string, args: ${name}Args, options?: pulumi.CustomResourceOptions) {`,
    `    super(type, name, args, options);`,
    `  }`,
    `}`,
    ``,
  ].join("\n");
}

/** The file that exports every class. */
export function indexSource(types: readonly ResourceType[]): string {
  const lines = types.map((type) => `export { ${type.name}, type ${type.name}Args } from "./${fileNameOf(type)}";`);
  return [`// Generated from the catalog by \`npm run generate\`. Do not edit.`, ...lines, ``].join("\n");
}

const optional = (field: Field): string => (field.required ? "" : "?");

const valueType = (field: Field): string => `Value<${tsType(field)}>`;

function tsType(field: Field): string {
  const types = typeof field.type === "string" ? [field.type] : field.type;
  return types.map((each) => (each === "array" && field.items ? itemsType(field.items) : TYPES[each])).join(" | ");
}

const itemsType = (items: Field): string =>
  items.type === "string" ? "string[]" : items.type === "object" ? "Record<string, unknown>[]" : "unknown[]";

function fieldText(field: Field): string {
  const says = [
    ...(field.enum ? [`One of ${field.enum.join(", ")}.`] : []),
    ...(field.immutable ? ["A change is a replacement."] : []),
    ...(field.secret ? ["A secret: give a reference, never the value."] : []),
    ...(field.secretIf
      ? [`A secret where ${field.secretIf.key} is ${field.secretIf.is}: then give a reference, never the value.`]
      : []),
  ];
  return [field.description, says.join(" ")].filter(Boolean).join("\n\n");
}

function artifactsSource(artifacts: ResourceType["artifacts"]): string[] {
  if (Object.keys(artifacts).length === 0) return [];
  return [
    comment("Files, relative to the program's directory.", 2),
    `  Artifacts?: {`,
    ...Object.entries(artifacts).flatMap(([key, { description, many }]) => [
      comment(description, 4),
      `    ${key}?: string${many ? " | readonly string[]" : ""};`,
    ]),
    `  };`,
  ];
}

function comment(text: string, indent: number): string {
  const pad = " ".repeat(indent);
  const safe = text.replaceAll("*/", "*\\/");
  if (!safe.includes("\n")) return `${pad}/** ${safe} */`;
  return [`${pad}/**`, ...safe.split("\n").map((line) => `${pad} *${line ? ` ${line}` : ""}`), `${pad} */`].join("\n");
}
