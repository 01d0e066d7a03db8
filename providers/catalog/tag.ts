import { AUDIT, fixedText } from "./common-fields";
import { rest } from "./rest";
import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/tags";
const IDENTITY = "assumed: a tag has no name but its key and value (doc cicd-docs/import-feature)";

/** A key/value pair that grants access; written `key#value`. */
export const Tag: ResourceType = {
  name: "Tag",
  description: "A key/value pair that users have and that resources are shared with, written `key#value`.",
  because: DOC,
  id: ["TagKey", "TagValue"],
  naturalKey: ["TagKey", "TagValue"],
  fields: {
    TagKey: fixedText("First part of the tag's name.", IDENTITY),
    TagValue: fixedText("Second part of the tag's name.", IDENTITY),
    TagDescription: { type: "string", description: "What the tag is for.", because: DOC, default: "" },
  },
  outputs: {},
  serverOwned: AUDIT,
  artifacts: {},
  ...rest("/tags", { update: "fields" }),
  steps: [],
};
