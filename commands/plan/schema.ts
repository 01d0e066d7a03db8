/** JSON Schema of `Report`, from which schemas/plan.schema.json is written. */
export function planSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Plan",
    description: "What `amorphic-cicd plan --json` writes. A reader must refuse a `version` that it does not know.",
    ...closed({
      version: { const: 1 },
      project: textOf("Of Pulumi.yaml."),
      stack: textOf("Such as dev."),
      line: textOf("The fixed line: `Plan: 1 to create, …`; `The plan failed` with errors."),
      counts: closed({ create: COUNT, update: COUNT, replace: COUNT, delete: COUNT }),
      unchanged: COUNT,
      changes: listOf(CHANGE),
      notCompared: listOf(closed({ what: textOf("What the plan cannot know."), why: textOf("Why not.") })),
      "allow?": textOf("The line of the stack's file that lets the blocked changes go."),
      refused: {
        ...listOf(
          closed({
            message: textOf("What, and the way out."),
            "allowDeletes?": { ...COUNT, description: "With so many, `--allow-deletes` of `deploy` lifts it." },
          }),
        ),
        description: "Why a deployment would be refused, beside what is blocked.",
      },
      warnings: listOf(PROBLEM),
      errors: { ...listOf(PROBLEM), description: "With an error the plan is not whole." },
      digest: closed({
        sha256: {
          type: "string",
          pattern: "^[0-9a-f]{64}$",
          description: "Of `changes` below, but for what paths are called.",
        },
        changes: { ...listOf(ENTRY), description: "What comes from the definitions." },
        secrets: listOf(textOf("`Type logicalId path` of a secret that only got another value.")),
        live: { ...listOf(ENTRY), description: "What only puts right what was changed on the platform." },
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

const COUNT = { type: "integer", minimum: 0 };
const POSITION = { type: "integer", minimum: 1 };
const OPERATION = { type: "string", enum: ["create", "update", "replace", "delete"] };

const PROBLEM = closed({
  message: textOf("What is wrong, and the way out."),
  "file?": textOf("Relative to the project."),
  "line?": POSITION,
  "column?": POSITION,
});

const TYPE = textOf("Of the catalog; of another provider's resource Pulumi's token.");
const LOGICAL_ID = textOf("Of the definition, or the name in the program.");

const ENTRY = closed({
  operation: OPERATION,
  type: TYPE,
  logicalId: LOGICAL_ID,
  fields: {
    type: "object",
    description: "By path, a hash of the path and the value wanted.",
    additionalProperties: { type: "string" },
  },
});

export const VALUE = {
  description:
    'Any JSON. A secret is {"!Environ" or "!Secret": name, "fingerprint": its beginning}, what the run makes ' +
    '{"!Unknown": true}, what looks like a credential {"!Hidden": true}, a file {"path", "sha256"}.',
};

export const LIST = closed({ added: listOf(VALUE), removed: listOf(VALUE), reordered: { type: "boolean" } });

export const COLUMNS = listOf(
  closed({ name: textOf("Of the column."), "from?": VALUE, "to?": VALUE, moved: { type: "boolean" } }),
);

const DIFFERENCE = closed({
  path: textOf("Keys joined with dots."),
  "from?": VALUE,
  "to?": VALUE,
  origin: { type: "string", enum: ["definition", "platform", "secret"], description: "What changed." },
  follows: listOf(textOf("Logical id of what is made or replaced in the same run, and gives the value.")),
  "list?": LIST,
  "columns?": COLUMNS,
  "wanted?": textOf("What stands in the digest, where a secret's value was blotted out of the path or of `to`."),
});

const CHANGE = closed({
  operation: OPERATION,
  type: TYPE,
  logicalId: LOGICAL_ID,
  "renamedFrom?": textOf("The logical id that the state knows, where the same run renames it."),
  name: textOf("Natural key, such as `sales.orders`; empty if it is not known yet."),
  "id?": textOf("Amorphic's id."),
  allowedAs: textOf("The name that `amorphic:allow` must hold."),
  fields: listOf(DIFFERENCE),
  replaceReasons: listOf(
    closed({
      field: textOf("A property."),
      because: textOf("Why it cannot be changed in place."),
      "follows?": listOf(textOf("Logical id of what is replaced and gives the value, which itself stays as it is.")),
    }),
  ),
  pendingSteps: listOf(textOf("Left to be done by an earlier run.")),
  goneFromPlatform: { type: "boolean" },
  isDeleted: { type: "boolean", description: "An earlier run deleted it to be replaced, and failed to recreate it." },
  blocked: { type: "boolean", description: "Protected and not allowed." },
  dependsOn: listOf(textOf("Logical id of a changed resource it hangs on.")),
  "lost?": closed({
    "location?": textOf("Where the data lies."),
    "lastModified?": textOf("As Amorphic says it."),
    "files?": COUNT,
  }),
});
