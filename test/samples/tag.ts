import type { Sample } from "./sample";

export const tag: Sample = {
  needs: [],
  subject: {
    type: "Tag",
    logicalId: "tag",
    // Characters that a path must not hold as they are.
    properties: { TagKey: "Cost center", TagValue: "Finance/EMEA?", TagDescription: "Who pays" },
  },
  others: { TagKey: ["Team"], TagValue: ["Finance/APAC"], TagDescription: ["Who paid"] },
  otherArtifacts: {},
  excused: {},
  notSecret: {},
};
