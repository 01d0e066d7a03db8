import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** The path and the key of a list are assumed. */
export const tag: TypeRule = {
  ...NONE,
  type: "Tag",
  collection: "tags",
  id: ["TagKey", "TagValue"], // assumed; doc cicd-docs/resources/saml-tag-mapping writes a tag key#value
  idMade: false,
  unique: ["TagKey", "TagValue"], // assumed
  types: { string: ["TagKey", "TagValue", "TagDescription"] }, // doc cicd-docs/resources/tags
  required: ["TagKey", "TagValue"], // assumed
  immutable: ["TagKey", "TagValue"], // assumed: they are the id
  defaults: { TagDescription: "" }, // assumed
};
