import type { Sample } from "./sample";

export const tag: Sample = {
  needs: [],
  subject: {
    type: "Tag",
    logicalId: "tag",
    // Characters that must be encoded in a path.
    properties: { TagKey: "Cost center", TagValue: "Finance/EMEA?", TagDescription: "Who pays" },
  },
  others: { TagKey: ["Team"], TagValue: ["Finance/APAC"], TagDescription: ["Who paid"] },
  otherArtifacts: {},
  excused: {},
  notSecret: {},
};
