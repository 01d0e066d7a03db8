import type { Field, ResourceType, Step } from "../catalog/type";

/** A JSON Schema for ajv and editors. Messages use `title` to say what the keys of an object are. */
export type Schema = Readonly<Record<string, unknown>>;

const TEXT = { type: "string", minLength: 1 };
const NAMES = { type: "array", items: TEXT, minItems: 1, uniqueItems: true };
const FLAG = { type: "boolean" };
const READS = ["GET"];
const WRITES = ["POST", "PUT", "PATCH", "DELETE"];
const READING = { $ref: "#/definitions/reading" };
const WRITING = { $ref: "#/definitions/writing" };
const FIELD = { $ref: "#/definitions/field" };
const JSON_TYPES = { enum: ["string", "number", "boolean", "array", "object"] };

/** How a field behaves; `null` withdraws what the catalog says. */
const BEHAVIOUR: Schema = {
  description: { description: "What it is, for documentation pages and editors.", ...TEXT },
  type: {
    description: "JSON type.",
    anyOf: [JSON_TYPES, { type: "array", items: JSON_TYPES, minItems: 1, uniqueItems: true }],
  },
  required: { description: "Whether definitions must set it.", ...FLAG },
  immutable: { description: "Whether a change is a replacement: delete, then create.", ...FLAG },
  enum: { description: "Allowed values; null: any.", anyOf: [NAMES, { type: "null" }] },
  pattern: {
    description: "Pattern that the text must match; null: none.",
    anyOf: [
      {
        ...closed("keys of a pattern", {
          matches: { description: "A regular expression.", ...TEXT },
          says: { description: "The same in words, for messages: must be …", ...TEXT },
        }),
        required: ["matches", "says"],
      },
      { type: "null" },
    ],
  },
  default: { description: "What Amorphic fills in where the definition does not set it; null: nothing known." },
  writeOnly: { description: "Whether Amorphic never returns it.", ...FLAG },
  inPathOnly: { description: "Whether it is part of the path, not of the payload.", ...FLAG },
  secret: { description: "Whether it is a credential, which must not be written in a definition.", ...FLAG },
  unordered: { description: "Whether Amorphic may return the list in another order.", ...FLAG },
  caseInsensitive: { description: "Whether Amorphic may return the text in another case.", ...FLAG },
  spaceInsensitive: { description: "Whether Amorphic may return the text with or without its spaces.", ...FLAG },
  fields: { description: "Keys of an object.", type: "object", additionalProperties: FIELD },
  items: { description: "What each element of a list is.", ...FIELD },
};

const { default: _, ...withoutDefault } = BEHAVIOUR;

const SHARING = closed("keys of sharing", {
  read: call(READS),
  grant: call(WRITES),
  revoke: call(WRITES),
  grants: { description: "Key of requests and responses that contains the grants.", ...TEXT },
  keys: {
    description: "Names of the keys of a grant.",
    ...closed("keys of a grant", each(["AccessType", "GranteeType", "Grantee"], TEXT)),
  },
  values: {
    description: "Names of the values of a grant.",
    ...closed("keys of a grant that have known values", {
      AccessType: closed("levels of access", each(["owner", "editor", "read-only"], TEXT)),
      GranteeType: closed("kinds of grantees", each(["user", "tag"], TEXT)),
    }),
  },
});

/** A type without sharing needs a complete entry. */
const NEW_SHARING: Schema = {
  allOf: [{ $ref: "#/definitions/sharing" }],
  properties: each(["read", "grant", "revoke"], { required: ["method", "path"] }),
  required: ["read", "grant", "revoke", "grants"],
};

const DEFINITIONS: Schema = {
  reading: call(READS),
  writing: call(WRITES),
  sharing: { ...SHARING, type: ["object", "null"] },
  field: closed("keys of a field", BEHAVIOUR),
  // If literals were allowed for a credential, they would end up in state.
  credential: closed("keys of a credential", {
    ...withoutDefault,
    secret: {
      description: "stay true: it is a credential, and a literal value would be stored in the state",
      const: true,
    },
  }),
};

/** The schema of `amorphic.catalog.json`, for the types of a catalog. */
export function correctionsSchema(catalog: ReadonlyMap<string, ResourceType>): Schema {
  const types = [...catalog.values()].map((type) => [type.name, typeSchema(type)] as const);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...closed("types", {
      $schema: { description: "Where this schema is, for editors.", type: "string" },
      ...Object.fromEntries(types),
    }),
    description: "Where Amorphic differs from what amorphic-cicd assumes, type by type.",
    definitions: DEFINITIONS,
  };
}

function typeSchema(type: ResourceType): Schema {
  const written = Object.entries(type.fields);
  const names = [...new Set([...written.map(([name]) => name), ...Object.keys(type.outputs), ...type.serverOwned])];
  const words = written.filter(([, { type: json, secret }]) => [json].flat().includes("string") && !secret);
  const update = {
    ...call(WRITES, { body: { description: BODY, enum: ["fields", "merge", "changeable"] } }),
    type: ["object", "null"],
  };
  return {
    ...closed(`keys of type ${type.name}`, {
      id: { description: "Keys of the live object that form its id, joined with #.", ...NAMES },
      naturalKey: { description: "Properties that identify the object to people.", ...NAMES },
      keys: {
        description: "Names of properties in requests and responses.",
        ...closed(`properties of ${type.name}`, each(names, TEXT)),
      },
      values: {
        description: "By property: the values of definitions, and what they are in requests and responses.",
        ...closed(
          `properties of ${type.name} that are strings`,
          each(
            words.map(([name]) => name),
            { type: "object", additionalProperties: TEXT },
          ),
        ),
      },
      fields: {
        description: "How properties behave; a new one needs a type.",
        title: `properties of ${type.name}`,
        ...fieldsSchema(type.fields),
        additionalProperties: {
          title: `properties of ${type.name}`,
          examples: written.map(([name]) => name),
          allOf: [FIELD],
          required: ["type"],
        },
      },
      serverOwned: { description: "More properties that Amorphic sets: never compared, never sent.", ...NAMES },
      create: WRITING,
      read: READING,
      // An existing entry may be corrected in part; a new one must be complete.
      update: type.update ? update : { ...update, required: ["method", "path", "body"] },
      delete: WRITING,
      list: call(READS, { items: { description: "Key of the response that contains the objects.", ...TEXT } }),
      share: type.share ? { $ref: "#/definitions/sharing" } : NEW_SHARING,
      steps: closed(
        `steps of ${type.name}`,
        Object.fromEntries(type.steps.map((step) => [step.name, stepSchema(step)])),
      ),
    }),
    description: type.description,
  };
}

const BODY =
  "fields: the properties of the definition; merge: the live object, overlaid with these; changeable: those that are not immutable.";

function call(methods: readonly string[], more: Schema = {}): Schema {
  const path = { description: "Below the API's base; {id} stands for the id.", type: "string", pattern: "^/" };
  return closed("keys of a call", { method: { enum: methods }, path, ...more });
}

function stepSchema(step: Step): Schema {
  const title = `keys of step ${step.name}`;
  if (step.kind === "upload") {
    const fileName = { description: "Key of the request that contains the file's name.", ...TEXT };
    const link = { description: "Key of the response that contains the link.", ...TEXT };
    const download = closed("keys of a download", {
      call: READING,
      link,
      files: { description: "Property of the object that names its files.", ...TEXT },
    });
    const orNone = { description: "How a file is read; null: not at all.", ...download, type: ["object", "null"] };
    return closed(title, { call: WRITING, fileName, link, ...(step.download && { download: orNone }) });
  }
  const wait = closed("keys of a wait", {
    call: READING,
    field: { description: "Key of the response that contains the status.", ...TEXT },
    busy: { description: "Statuses of work in progress.", ...NAMES },
    done: { description: "Statuses of work that is done.", ...NAMES },
    failed: { description: "Statuses of work that failed.", ...NAMES },
    reason: { description: "Key of the response that says why it failed.", ...TEXT },
  });
  return closed(title, { call: WRITING, ...(step.read && { read: READING }), ...(step.wait && { wait }) });
}

/** What a correction may say about a known field. */
function fieldSchema({ secret, fields, items }: Field): Schema {
  if (!fields && !items) return { $ref: `#/definitions/${secret ? "credential" : "field"}` };
  return closed("keys of a field", {
    ...BEHAVIOUR,
    ...(fields && { fields: { description: "Keys of the object.", ...fieldsSchema(fields) } }),
    ...(items && { items: fieldSchema(items) }),
  });
}

function fieldsSchema(fields: Readonly<Record<string, Field>>): Schema {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]));
  return { type: "object", properties, additionalProperties: FIELD };
}

function closed(title: string, properties: Schema): Schema {
  return { title, type: "object", properties, additionalProperties: false };
}

function each(names: readonly string[], schema: Schema): Schema {
  return Object.fromEntries(names.map((name) => [name, schema]));
}
