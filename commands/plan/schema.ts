/** JSON Schema of `Report`, from which schemas/plan.schema.json is written. */
export function planSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Plan",
    description: "What `amorphic-cicd plan --json` writes. A reader must refuse a `version` that it does not know.",
    ...closed({
      version: { const: 1 },
      project: textOf("Name in Pulumi.yaml."),
      stack: textOf("Name of the stack, such as dev."),
      line: textOf("The summary line: `Plan: 1 to create, …`, or `The plan failed` if there are errors."),
      counts: closed({ create: COUNT, update: COUNT, replace: COUNT, delete: COUNT }),
      unchanged: COUNT,
      changes: listOf(CHANGE),
      settings: SETTINGS,
      notCompared: listOf(closed({ what: textOf("What the plan cannot know."), why: textOf("Why it cannot.") })),
      "allow?": textOf("The line for the stack's file that allows the blocked changes."),
      refused: {
        ...listOf(
          closed({
            message: textOf("What is refused, and the way out."),
            "allowDeletes?": { ...COUNT, description: "The number for `--allow-deletes` of `deploy` that allows it." },
          }),
        ),
        description: "Why a deployment would be refused, apart from what is blocked.",
      },
      warnings: listOf(PROBLEM),
      errors: { ...listOf(PROBLEM), description: "If there are any, the plan is incomplete." },
      digest: closed({
        sha256: {
          type: "string",
          pattern: "^[0-9a-f]{64}$",
          description: "Of `changes` below, except for the names of paths.",
        },
        changes: { ...listOf(ENTRY), description: "What comes from the definitions." },
        secrets: listOf(textOf("`Type logicalId path` of a secret of which only the value changed.")),
        live: { ...listOf(ENTRY), description: "Corrections of what was changed on the platform." },
        settings: SETTINGS,
      }),
    }),
  };
}

export const textOf = (description: string) => ({ type: "string", description });
export const listOf = (items: object) => ({ type: "array", items });

/** An object with no other keys; all but those marked `?` are required. */
export function closed(properties: Readonly<Record<string, object>>) {
  const name = (key: string) => key.replace("?", "");
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [name(key), schema])),
    required: Object.keys(properties).filter((key) => !key.endsWith("?")),
    additionalProperties: false,
  };
}

const SETTINGS = {
  type: "object",
  additionalProperties: { type: "string" },
  description: "By name, hashes of the settings that decide what the same changes do.",
};

const COUNT = { type: "integer", minimum: 0 };
const POSITION = { type: "integer", minimum: 1 };
const OPERATION = { type: "string", enum: ["create", "update", "replace", "delete"] };

const PROBLEM = closed({
  message: textOf("What is wrong, and the way out."),
  "file?": textOf("Relative to the project."),
  "line?": POSITION,
  "column?": POSITION,
});

const TYPE = textOf("Type in the catalog; for another provider's resource, Pulumi's type token.");
const LOGICAL_ID = textOf("Logical id in the definitions, or the name in the program.");

const ENTRY = closed({
  operation: OPERATION,
  type: TYPE,
  logicalId: LOGICAL_ID,
  fields: {
    type: "object",
    description: "For each path, a hash of the path and the wanted value.",
    additionalProperties: { type: "string" },
  },
});

export const VALUE = {
  description:
    'Any JSON. A secret is {"!Environ" or "!Secret": name, "fingerprint": its beginning}, what is known only after the run ' +
    '{"!Unknown": true}, what looks like a credential {"!Hidden": true}, a file {"path", "sha256"}.',
};

export const LIST = closed({ added: listOf(VALUE), removed: listOf(VALUE), reordered: { type: "boolean" } });

export const COLUMNS = listOf(
  closed({ name: textOf("Name of the column."), "from?": VALUE, "to?": VALUE, moved: { type: "boolean" } }),
);

const DIFFERENCE = closed({
  path: textOf("Keys joined with dots."),
  "from?": VALUE,
  "to?": VALUE,
  "kept?": { const: true, description: "No longer managed: nothing is sent, and Amorphic keeps the value." },
  origin: { type: "string", enum: ["definition", "platform", "secret"], description: "What changed." },
  follows: listOf(textOf("Logical id of what is created or replaced in the same run and provides the value.")),
  "list?": LIST,
  "columns?": COLUMNS,
  "wanted?": textOf("What is in the digest, if a secret's value was redacted from the path or from `to`."),
});

const CHANGE = closed({
  operation: OPERATION,
  type: TYPE,
  logicalId: LOGICAL_ID,
  "renamedFrom?": textOf("The logical id in the state, if the same run renames it."),
  name: textOf("Natural key, such as `sales.orders`; empty if it is not known yet."),
  "id?": textOf("Amorphic's id."),
  allowedAs: textOf("The name that `amorphic:allow` must contain."),
  fields: listOf(DIFFERENCE),
  replaceReasons: listOf(
    closed({
      field: textOf("A property."),
      because: textOf("Why it cannot be changed in place."),
      "follows?": listOf(
        textOf("Logical id of what is replaced and provides the value, which itself does not change."),
      ),
    }),
  ),
  pendingSteps: listOf(textOf("Left unfinished by an earlier run.")),
  goneFromPlatform: { type: "boolean" },
  isDeleted: { type: "boolean", description: "An earlier run deleted it to be replaced, and failed to recreate it." },
  "takesOver?": textOf("For a create, Amorphic's id of an object that exists already, which is taken over."),
  "nameTaken?": textOf("For a create, Amorphic's id of another's object that has its name, so that it is refused."),
  blocked: { type: "boolean", description: "Protected and not allowed." },
  dependsOn: listOf(textOf("Logical id of a changed resource that it depends on.")),
  "lost?": closed({
    "location?": textOf("Where the data is."),
    "lastModified?": textOf("As reported by Amorphic."),
    "files?": COUNT,
  }),
});
