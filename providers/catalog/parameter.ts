import { AUDIT, fixedText } from "./common-fields";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc manage/shared-resources/parameter-store";
const NAME = "assumed: the key's name is not public; derived from the console's wording";
const FIXED = "doc manage/shared-resources/parameter-store: an update changes only value and description";

/** A value in the platform's parameter store, which jobs may read. */
export const Parameter: ResourceType = {
  name: "Parameter",
  experimental: true,
  description: "A value in the platform's parameter store, which jobs may read.",
  because: "assumed: CICD's layout page has a folder `parameters`; the type's name is not public",
  id: ["ParameterKey"],
  naturalKey: ["ParameterKey"],
  fields: {
    ParameterKey: fixedText("Unique key.", FIXED),
    ParameterDescription: { type: "string", description: "What the value is for.", because: NAME, default: "" },
    ParameterType: fixedText("String, StringList or SecureString.", FIXED, {
      caseInsensitive: true,
      enum: ["String", "StringList", "SecureString"],
    }),
    ParameterValue: {
      type: ["string", "array"],
      required: true,
      secretIf: { key: "ParameterType", is: "SecureString" },
      namedBy: "ParameterKey",
      description: "The value.",
      because: NAME,
    },
    ParameterScope: {
      type: "string",
      immutable: true,
      caseInsensitive: true,
      enum: ["Global", "Private"],
      default: "Private",
      description: "Who may see it.",
      because: DOC,
    },
  },
  outputs: {},
  serverOwned: AUDIT,
  artifacts: {},
  after: ["Tag"],
  ...rest("/parameters", { update: "changeable" }),
  share: sharing("/parameters/{id}"),
  system: {
    key: "ParameterKey",
    pattern: "^SYSTEM\\.",
    because: "code of the vendor's jobs: SYSTEM.S3BUCKET.DLZ, SYSTEM.API.URL, …",
  },
  steps: [],
};
