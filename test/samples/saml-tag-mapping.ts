import type { Definition } from "../support/mini-engine";
import { REFERENCE, type Sample } from "./sample";

const tag = (logicalId: string, TagValue: string): Definition => ({
  type: "Tag",
  logicalId,
  properties: { TagKey: "mapped", TagValue },
});

export const samlTagMapping: Sample = {
  needs: [tag("mappedTag1", "one"), tag("mappedTag2", "two")],
  subject: {
    type: "SAMLTagMapping",
    logicalId: "tagMapping",
    properties: { SamlGroupId: "corp/sales", Tag: "mapped#one" },
  },
  others: { SamlGroupId: ["corp/marketing"], Tag: ["mapped#two"] },
  otherArtifacts: {},
  excused: {},
  notSecret: { Tag: REFERENCE },
};
