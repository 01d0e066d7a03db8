import { choicePattern } from "../../catalog/schema";
import type { Artifact, ResourceType, SmokeTest } from "../../catalog/type";
import { SMOKE_KEYS } from "../smoke";
import { propertiesOf } from "./fields";
import { PARTS, ref, type Schema } from "./parts";
import { SHARE } from "./share";

const DRAFT = { $schema: "http://json-schema.org/draft-07/schema#" };
const LINK = { $schema: { description: "Where this schema is, for editors.", type: "string" } };

/** The schema of a definitions file, for editors: the checks of `validate`, as far as a schema can express them. */
export function definitionsSchema(catalog: ReadonlyMap<string, ResourceType>): Schema {
  const types = [...catalog.values()];
  return {
    ...DRAFT,
    title: "Definitions of Amorphic resources",
    description: "An object that maps logical ids, unique in the project and stable, to definitions.",
    type: "object",
    properties: LINK,
    propertyNames: { minLength: 1 },
    additionalProperties: ref("definition"),
    definitions: {
      // The block comes first, so that editors show its descriptions.
      definition: { allOf: [ref("block"), ...types.map(conditionOf)] },
      block: blockSchema(types),
      ...Object.fromEntries(types.map((type) => [type.name, typeSchema(type)])),
      ...SHARE,
      ...PARTS,
    },
  };
}

/** The schema of a central sharing file. */
export function accessSchema(): Schema {
  return {
    ...DRAFT,
    title: "Central sharing of Amorphic resources",
    description: "An object that maps logical ids to who has access. The Share of a definition takes precedence.",
    type: "object",
    properties: LINK,
    additionalProperties: ref("share"),
    definitions: { ...SHARE, ...PARTS },
  };
}

/** The schema of the output of `validate --json`. */
export function problemsSchema(): Schema {
  const properties = {
    file: { description: "Path relative to the repository, with `/`.", type: "string" },
    line: { description: "From 1.", type: "integer", minimum: 1 },
    column: { description: "From 1, in UTF-16 code units.", type: "integer", minimum: 1 },
    severity: { description: "Only errors stop a deployment.", type: "string", enum: ["error", "warning"] },
    code: { description: "Stable, e.g. `UNKNOWN_TYPE`.", type: "string", pattern: "^[A-Z][A-Z0-9_]*$" },
    message: { description: "What is wrong, and the way out, on one line.", type: "string", minLength: 1 },
    logicalId: { description: "Logical id of the definition, if the problem belongs to one.", type: "string" },
  };
  const required = Object.keys(properties).filter((name) => name !== "logicalId");
  return {
    ...DRAFT,
    title: "Problems of definitions",
    description: "What `amorphic-cicd validate --json` prints, sorted by file, line and column.",
    type: "array",
    items: { type: "object", properties, required, additionalProperties: false },
  };
}

function blockSchema(types: readonly ResourceType[]): Schema {
  const former = types.flatMap(({ formerNames = [] }) => formerNames);
  const present = {
    type: "string",
    enum: types.map(({ name }) => name),
    enumDescriptions: types.map(({ description, experimental }) =>
      experimental ? `${description} Experimental.` : description,
    ),
  };
  return {
    type: "object",
    properties: {
      Type: {
        description: "Type of the resource.",
        // A pattern, as editors would offer the values of an enum.
        anyOf: [present, ...(former.length > 0 ? [{ type: "string", pattern: choicePattern(former) }] : [])],
      },
      Properties: { type: "object" },
      Artifacts: {
        description: "Files, relative to the repository or to the directory of definitions.",
        type: "object",
      },
      RenamedFrom: {
        description: "Every logical id that the definition had before, so that its object is kept.",
        type: "array",
        items: { type: "string", minLength: 1 },
      },
      Share: {
        description: "Who has access. An empty object: nobody, whatever the central files say.",
        allOf: [ref("share")],
      },
      Smoke: {
        description: "How it is tested after a deployment that created or changed it.",
        type: "object",
      },
    },
    required: ["Type", "Properties"],
    additionalProperties: false,
  };
}

function conditionOf({ name, formerNames = [] }: ResourceType): Schema {
  const is = formerNames.length === 0 ? { const: name } : { pattern: choicePattern([name, ...formerNames]) };
  return { if: { properties: { Type: is }, required: ["Type"] }, then: ref(name) };
}

/** The rules for a block of one type. */
function typeSchema(type: ResourceType): Schema {
  const artifacts = Object.entries(type.artifacts).map(([name, artifact]) => [name, artifactSchema(artifact)] as const);
  return {
    properties: {
      Properties: propertiesOf(type),
      Artifacts: { properties: Object.fromEntries(artifacts), additionalProperties: false },
      ...(!type.share && { Share: false }),
      Smoke: type.smokeTest ? smokeSchema(type.smokeTest) : false,
    },
  };
}

function smokeSchema({ kind }: SmokeTest): Schema {
  const keys = Object.entries(SMOKE_KEYS[kind]);
  return {
    properties: Object.fromEntries(keys.map(([name, { description, schema }]) => [name, { description, ...schema }])),
    required: keys.filter(([, { required }]) => required).map(([name]) => name),
    additionalProperties: false,
  };
}

function artifactSchema({ description, many }: Artifact): Schema {
  const path = { type: "string", minLength: 1 };
  const list = { type: "array", items: path, ...(!many && { minItems: 1, maxItems: 1 }) };
  return { description, anyOf: many ? [list, path] : [path, list] };
}
