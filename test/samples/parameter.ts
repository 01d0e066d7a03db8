import { KNOWN_VALUES, type Sample } from "./sample";

export const parameter: Sample = {
  needs: [],
  subject: {
    type: "Parameter",
    logicalId: "parameter",
    properties: {
      ParameterKey: "sales.key",
      ParameterDescription: "Key of the shop's API",
      ParameterType: "String",
      ParameterValue: "EUR",
      ParameterScope: "Global",
    },
  },
  others: {
    ParameterKey: ["sales.other_key"],
    ParameterDescription: ["Key of the shop"],
    ParameterType: ["StringList"],
    ParameterValue: ["USD"],
    ParameterScope: ["Private"],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: { ParameterType: KNOWN_VALUES, ParameterScope: KNOWN_VALUES },
};
