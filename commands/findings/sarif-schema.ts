const text = { type: "string" };
const object = (properties: object, required: readonly string[] = []) => ({ type: "object", properties, required });
const list = (items: object) => ({ type: "array", items });
const properties = object({ tags: list(text) });

const rule = object(
  {
    id: text,
    name: text,
    shortDescription: object({ text }),
    help: object({ text }),
    helpUri: text,
    defaultConfiguration: object({ level: { enum: ["none", "note", "warning", "error"] } }),
    properties,
  },
  ["id"],
);

const place = object({
  artifactLocation: object({ uri: text }),
  region: object({ startLine: { type: "integer" } }),
});

const result = object(
  {
    ruleId: text,
    rule: object({ id: text }),
    level: { enum: ["none", "note", "warning", "error"] },
    kind: text,
    baselineState: text,
    message: object({ text, markdown: text }),
    locations: list(object({ physicalLocation: place })),
    suppressions: list(object({ status: text })),
    fingerprints: object({}),
    partialFingerprints: object({}),
    properties,
  },
  ["message"],
);

const component = object({ name: text, rules: list(rule) }, ["name"]);

const run = object(
  {
    tool: object({ driver: component, extensions: list(component) }, ["driver"]),
    invocations: list(object({ executionSuccessful: { type: "boolean" } })),
    results: list(result),
  },
  ["tool"],
);

/** Only what is read of SARIF 2.1.0, since files of other scanners are read too. */
export const sarifSchema = object({ version: { const: "2.1.0" }, runs: list(run) }, ["version", "runs"]);
