/** JSON Schema of `Report`, from which schemas/plan.schema.json is written. */
export function planSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Plan",
    description: "What `amorphic-cicd plan --json` writes. A reader must refuse a `version` that it does not know.",
    ...object({
      version: { const: 1 },
      project: text("Of Pulumi.yaml."),
      stack: text("Such as dev."),
      line: text("The fixed line: `Plan: 1 to create, …`."),
      counts: object({ create: COUNT, update: COUNT, replace: COUNT, delete: COUNT }),
      unchanged: COUNT,
      changes: list(CHANGE),
      notCompared: list(object({ what: text("What the plan cannot know."), why: text("Why not.") })),
      "allow?": text("The line of the stack's file that lets the blocked changes go."),
      warnings: list(PROBLEM),
      errors: { ...list(PROBLEM), description: "With an error the plan is not whole." },
      digest: object({
        sha256: { type: "string", pattern: "^[0-9a-f]{64}$", description: "Of `changes` below." },
        changes: { ...list(ENTRY), description: "What comes from the definitions." },
        secrets: list(text("`Type logicalId path` of a secret that only got another value.")),
        live: { ...list(ENTRY), description: "What only puts right what was changed on the platform." },
      }),
    }),
  };
}

const text = (description: string) => ({ type: "string", description });
const list = (items: object) => ({ type: "array", items });

/** All keys are required but those with a question mark, and there are no others. */
function object(properties: Readonly<Record<string, object>>) {
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

const PROBLEM = object({
  message: text("What is wrong, and the way out."),
  "file?": text("Relative to the project."),
  "line?": POSITION,
  "column?": POSITION,
});

const ENTRY = object({
  operation: OPERATION,
  type: text("Of the catalog."),
  logicalId: text("Of the definition."),
  fields: {
    type: "object",
    description: "By path, a hash of the value wanted.",
    additionalProperties: { type: "string" },
  },
});

const VALUE = {
  description:
    'Any JSON. A secret is {"!Environ" or "!Secret": name, "fingerprint": its beginning}, what the run makes ' +
    '{"!Unknown": true}, what looks like a credential {"!Hidden": true}, a file {"path", "sha256"}.',
};

const DIFFERENCE = object({
  path: text("Keys joined with dots."),
  "from?": VALUE,
  "to?": VALUE,
  origin: { type: "string", enum: ["definition", "platform", "secret"], description: "What changed." },
  follows: list(text("Logical id of what is made or replaced in the same run, and gives the value.")),
  "list?": object({ added: list(VALUE), removed: list(VALUE), reordered: { type: "boolean" } }),
  "columns?": list(object({ name: text("Of the column."), "from?": VALUE, "to?": VALUE, moved: { type: "boolean" } })),
});

const CHANGE = object({
  operation: OPERATION,
  type: text("Of the catalog."),
  logicalId: text("Of the definition."),
  name: text("Natural key, such as `sales.orders`; empty if it is not known yet."),
  "id?": text("Amorphic's id."),
  allowedAs: text("The name that `amorphic:allow` must hold."),
  fields: list(DIFFERENCE),
  replaceReasons: list(object({ field: text("A property."), because: text("Why it cannot be changed in place.") })),
  pendingSteps: list(text("Left to be done by an earlier run.")),
  goneFromPlatform: { type: "boolean" },
  blocked: { type: "boolean", description: "Protected and not allowed." },
  dependsOn: list(text("Logical id of a changed resource it hangs on.")),
  "lost?": object({
    "location?": text("Where the data lies."),
    "lastModified?": text("As Amorphic says it."),
    "files?": COUNT,
  }),
});
