import { DEPENDS_ON, ENVIRON, SECRET } from "../functions";
import { SECRET_PATTERN } from "../secret";

/** JSON Schema draft 7, which every editor supports, with the few keywords that VS Code adds. */
export type Schema = Readonly<Record<string, unknown>>;

/** The shared parts of the schemas. */
export type Part = "function" | "plainFunction" | "secretFunction" | "value" | "object";

/** In draft 7, `$ref` must stand alone, so further keywords go into the schema around it. */
export const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

/** An object that is not a function has no key that looks like one. */
export const NO_FUNCTION: Schema = { patternProperties: { "^!": false } };

const ARGUMENTS: Readonly<Record<string, Schema>> = {
  [DEPENDS_ON]: {
    description:
      "`LogicalId.Attribute`: an attribute of another definition, written there or made by Amorphic. The other one comes first.",
    type: "string",
    pattern: "^[^.].*\\..+$",
    patternErrorMessage: 'write "LogicalId.Attribute"',
  },
  [ENVIRON]: {
    description: "Name of an environment variable: a secret, but for names and what is listed in `amorphic:plainEnv`.",
    type: "string",
    minLength: 1,
  },
  [SECRET]: {
    description: "Name or ARN of a secret in AWS Secrets Manager, then `#key` for a key of a JSON object.",
    type: "string",
    pattern: SECRET_PATTERN,
    patternErrorMessage: 'write the name or the ARN of a secret in AWS Secrets Manager, then "#key"',
  },
};

const LITERAL = 'a secret must not stand here; write {"!Environ": "NAME"} or {"!Secret": "name-or-ARN#key"}';

const functionSchema = (...names: readonly string[]): Schema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, ARGUMENTS[name]])),
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
});

/** For the `definitions` of a schema. */
export const PARTS: Readonly<Record<Part, Schema>> = {
  function: functionSchema(DEPENDS_ON, ENVIRON, SECRET),
  plainFunction: functionSchema(DEPENDS_ON, ENVIRON),
  secretFunction: { ...functionSchema(ENVIRON, SECRET, DEPENDS_ON), errorMessage: LITERAL },
  value: {
    // If several alternatives fit equally badly, editors show the errors of the first.
    anyOf: [
      ref("object"),
      ref("function"),
      { type: "array", items: ref("value") },
      { type: ["string", "number", "boolean", "null"] },
    ],
  },
  object: { type: "object", ...NO_FUNCTION, additionalProperties: ref("value") },
};
