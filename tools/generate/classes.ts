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
  const sealed = Object.values(fields).some(holdsSecrets) ? "type Sealed, " : "";
  return [
    `// Generated from the catalog by \`npm run generate\`. Do not edit.`,
    `import type * as pulumi from "@pulumi/pulumi";`,
    `import { ${name} as type } from "../../catalog/${fileNameOf(type)}";`,
    `import { AmorphicResource, type CommonArgs, ${sealed}type Value } from "../resource";`,
    ``,
    `/** Arguments of {@link ${name}}: Amorphic's own names, each a value, an output, or a secret by reference. */`,
    `export interface ${name}Args extends CommonArgs {`,
    ...keysSource(fields, argumentType),
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
      `  declare readonly ${key}: pulumi.Output<${outputType(field)}${field.required ? "" : " | undefined"}>;`,
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

/** The type of a field as an argument; what it contains may be an output or a reference, too. */
const argumentType = (field: Field): string => `Value<${tsType(field, argumentType)}>`;

/** The type of a field as an output. */
const outputType = (field: Field): string => (isSealed(field) ? "Sealed" : tsType(field, outputType));

const isSealed = ({ secret, secretIf }: Field): boolean => secret === true || secretIf !== undefined;

const holdsSecrets = (field: Field): boolean =>
  isSealed(field) || [...Object.values(field.fields ?? {}), ...(field.items ? [field.items] : [])].some(holdsSecrets);

type Fields = Readonly<Record<string, Field>>;
type TypeOf = (field: Field) => string;

/** @param inner writes the types of keys and elements */
function tsType(field: Field, inner: TypeOf): string {
  const { fields, items } = field;
  return [field.type]
    .flat()
    .map((type) => {
      if (type === "string" && field.enum) return choice(field.enum, field.caseInsensitive);
      if (type === "array" && items) return `(${inner(items)})[]`;
      if (type === "object" && fields) return objectSource(fields, inner);
      return TYPES[type];
    })
    .join(" | ");
}

/** Editors complete the values even where `string & {}` lets other spellings pass. */
const choice = (values: readonly string[], anyCase?: true): string =>
  [...values.map((value) => JSON.stringify(value)), ...(anyCase ? ["(string & {})"] : [])].join(" | ");

/** Keys beyond the known ones are passed on. */
const objectSource = (fields: Fields, typeOf: TypeOf): string =>
  ["{", ...keysSource(fields, typeOf), "  [key: string]: unknown;", "}"].join("\n");

const keysSource = (fields: Fields, typeOf: TypeOf): string[] =>
  Object.entries(fields).flatMap(([key, field]) => [
    comment(fieldText(field), 2),
    `  ${key}${field.required ? "" : "?"}: ${typeOf(field)};`,
  ]);

function fieldText(field: Field): string {
  const says = [
    ...(field.enum ? [`One of ${field.enum.join(", ")}${field.caseInsensitive ? ", in any case" : ""}.`] : []),
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
