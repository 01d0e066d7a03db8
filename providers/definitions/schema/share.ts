import { GRANTEES, TAKEN, type ACCESS_TYPES } from "../share";
import { NO_FUNCTION, ref, type Schema } from "./parts";

const ACCESS = {
  Owner: "Full control.",
  Editor: "May edit, run and stop, but not delete.",
  ReadOnly: "May read.",
} as const satisfies Record<keyof typeof ACCESS_TYPES, string>;

const TEXTS = {
  Users: { description: "Ids of users.", type: "string", minLength: 1 },
  Tags: {
    description: "Tags, each as `key#value`.",
    type: "string",
    pattern: "^[^#]+#",
    patternErrorMessage: 'write a tag as "key#value"',
  },
} as const satisfies Record<keyof typeof GRANTEES, Schema>;

/** For the `definitions` of a schema. */
export const SHARE: Readonly<Record<"share" | "grantees", Schema>> = {
  share: {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(ACCESS).map(([key, description]) => [key, { description, allOf: [ref("grantees")] }]),
    ),
    additionalProperties: false,
  },
  grantees: {
    type: "object",
    properties: { Users: listOf("Users"), Tags: listOf("Tags") },
    additionalProperties: false,
  },
};

/** Each grantee is a text, a function, or an object with further keys of the grant. */
function listOf(kind: keyof typeof GRANTEES): Schema {
  const { description, ...text } = TEXTS[kind];
  const { key } = GRANTEES[kind];
  const detailed = {
    type: "object",
    properties: {
      [key]: { description: "Who has access.", anyOf: [text, ref("plainFunction")] },
      ...Object.fromEntries(TAKEN.filter((name) => name !== key).map((name) => [name, false])),
    },
    required: [key],
    ...NO_FUNCTION,
    additionalProperties: ref("value"),
  };
  return { description, type: "array", items: { anyOf: [text, ref("plainFunction"), detailed] } };
}
