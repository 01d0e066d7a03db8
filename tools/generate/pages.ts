import type { Field, ResourceType } from "../../providers/catalog/type";
import { fileNameOf } from "./names";

/** The documentation page of one type, with its sample. */
export function page(type: ResourceType, sample: string): string {
  const assumed = assumptions(type);
  return [
    `<!-- Generated from the catalog by \`npm run generate\`. Do not edit. -->`,
    ``,
    `# ${type.name}`,
    ``,
    type.description,
    ...(type.experimental ? [``, `**Experimental**: ${cite(type.because)}.`] : []),
    ...(type.formerNames ? [``, `Also accepted as \`Type\`: ${type.formerNames.map(code).join(", ")}.`] : []),
    ``,
    `- Natural key: ${type.naturalKey.map(code).join(" + ")}; unique on the platform, never a secret.`,
    `- Attributes for \`!DependsOn\`: every property that the block writes${outputsText(type)}.`,
    ...(type.update ? [] : [`- Cannot be updated: every change is a replacement.`]),
    ...Object.entries(type.artifacts).map(
      ([name, { description, many }]) =>
        `- Artifact ${code(name)} (${many ? "a list of files" : "one file"}): ${description}`,
    ),
    ``,
    `## Properties`,
    ``,
    `| property | type | behaviour | meaning |`,
    `| --- | --- | --- | --- |`,
    ...rows(type.fields, ""),
    ``,
    `Properties beyond these are passed to Amorphic as they are.`,
    ``,
    `## Sample`,
    ``,
    "```json",
    sample.trimEnd(),
    "```",
    ...(assumed.length > 0 ? [``, `## What is assumed`, ``, ...assumed] : []),
    ``,
  ].join("\n");
}

/** The list of all pages. */
export function contents(types: readonly ResourceType[]): string {
  return [
    `<!-- Generated from the catalog by \`npm run generate\`. Do not edit. -->`,
    ``,
    `# Types`,
    ``,
    ...types.map(
      (type) =>
        `- [${type.name}](${fileNameOf(type)}.md)${type.experimental ? " (experimental)" : ""}: ${type.description}`,
    ),
    ``,
  ].join("\n");
}

function rows(fields: Readonly<Record<string, Field>>, prefix: string): string[] {
  return Object.entries(fields).flatMap(([key, field]) => [
    `| ${code(prefix + key)} | ${[field.type].flat().join(" or ")} | ${behaviour(field)} | ${escape(field.description)} |`,
    ...(field.fields ? rows(field.fields, `${prefix}${key}.`) : []),
  ]);
}

function behaviour(field: Field): string {
  const says = [
    field.required && "required",
    field.immutable && "a change is a replacement",
    field.enum && `one of ${field.enum.map(code).join(", ")}`,
    field.secret && "secret, by reference only",
    field.secretIf && `secret where ${code(field.secretIf.key)} is ${code(field.secretIf.is)}, then by reference only`,
    field.writeOnly && "not read back",
    field.unordered && "any order",
    field.caseInsensitive && "any case",
    field.spaceInsensitive && "with or without spaces",
    field.default !== undefined && `default ${code(JSON.stringify(field.default))}`,
  ];
  return says.filter(Boolean).join("; ");
}

function outputsText(type: ResourceType): string {
  const names = Object.keys(type.outputs);
  return names.length > 0 ? `, and ${names.map(code).join(", ")}` : "";
}

function assumptions(type: ResourceType): string[] {
  const calls = Object.entries({
    create: type.create,
    read: type.read,
    update: type.update,
    delete: type.delete,
    list: type.list,
  });
  const found = [
    ...calls.flatMap(([what, call]) =>
      call && isAssumed(call.because) ? [`${what}: ${code(`${call.method} ${call.path}`)}; ${cite(call.because)}`] : [],
    ),
    ...type.steps.flatMap(({ name, call }) =>
      isAssumed(call.because) ? [`${name}: ${code(`${call.method} ${call.path}`)}; ${cite(call.because)}`] : [],
    ),
    ...Object.entries(type.fields).flatMap(([key, { because }]) =>
      isAssumed(because) ? [`${code(key)}: ${cite(because)}`] : [],
    ),
  ];
  return found.map((line) => `- ${line}`);
}

const isAssumed = (because: string): boolean => because.startsWith("assumed: ");
const cite = (because: string): string => escape(because.replace(/^assumed: /, ""));
const code = (text: string): string => `\`${text}\``;
const escape = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
