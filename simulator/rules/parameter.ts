import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** All names of keys, the path and the key of a list are assumed; their content: manage/shared-resources. */
export const parameter: TypeRule = {
  ...NONE,
  type: "Parameter",
  collection: "parameters",
  id: ["ParameterKey"], // assumed: jobs name their parameters by it (doc how-to/resource-access-to-an-ETL)
  idMade: false,
  unique: ["ParameterKey"], // assumed
  // doc manage/shared-resources/parameter-store
  types: {
    string: ["ParameterKey", "ParameterDescription", "ParameterType", "ParameterScope"],
    "string or strings": ["ParameterValue"],
  },
  required: ["ParameterKey", "ParameterType", "ParameterValue"], // assumed
  // doc manage/shared-resources/parameter-store; the spelling is assumed
  enums: { ParameterType: ["String", "StringList", "SecureString"], ParameterScope: ["Global", "Private"] },
  // assumed
  conditions: [
    {
      ...{ key: "ParameterType", is: "SecureString" },
      types: { string: ["ParameterValue"] },
      masked: ["ParameterValue"],
    },
  ],
  // doc manage/shared-resources/parameter-store: an update changes only value and description
  immutable: ["ParameterKey", "ParameterType", "ParameterScope"],
  defaults: { ParameterDescription: "", ParameterScope: "Private" }, // assumed
  opaque: ["ParameterValue"], // people keep secrets in parameters of any type
  shareable: true, // assumed
};
