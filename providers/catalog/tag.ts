import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/tags";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";

/** A key/value pair that grants access; written `key#value`. */
export const Tag: ResourceType = {
  name: "Tag",
  description: "A key/value pair that users have and that resources are shared with, written `key#value`.",
  because: DOC,
  id: ["TagKey", "TagValue"],
  naturalKey: ["TagKey", "TagValue"],
  fields: {
    TagKey: {
      type: "string",
      required: true,
      immutable: true,
      description: "First part of the tag's name.",
      because: "assumed: a tag has no name but its key and value (doc cicd-docs/import-feature)",
    },
    TagValue: {
      type: "string",
      required: true,
      immutable: true,
      description: "Second part of the tag's name.",
      because: "assumed: a tag has no name but its key and value (doc cicd-docs/import-feature)",
    },
    TagDescription: { type: "string", description: "What the tag is for.", because: DOC, default: "" },
  },
  outputs: {},
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"],
  artifacts: {},
  create: { method: "POST", path: "/tags", because: ASSUMED },
  read: { method: "GET", path: "/tags/{id}", because: ASSUMED },
  update: { method: "PUT", path: "/tags/{id}", body: "fields", because: ASSUMED },
  delete: { method: "DELETE", path: "/tags/{id}", because: ASSUMED },
  list: { method: "GET", path: "/tags", items: "tags", because: ASSUMED },
  steps: [],
};
