import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/saml-tag-mapping";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";
const IDENTITY = "assumed: a group may have several tags, so group and tag together are the mapping";

/** Gives the members of a SAML group a tag. */
export const SAMLTagMapping: ResourceType = {
  name: "SAMLTagMapping",
  description: "Gives the members of a SAML group a tag.",
  because: DOC,
  id: ["SamlGroupId", "Tag"],
  naturalKey: ["Tag", "SamlGroupId"],
  fields: {
    SamlGroupId: {
      type: "string",
      required: true,
      immutable: true,
      description: "The group's id at the identity provider.",
      because: IDENTITY,
    },
    Tag: {
      type: "string",
      required: true,
      immutable: true,
      names: "Tag",
      description: "The tag that members get, written `key#value`.",
      because: IDENTITY,
    },
  },
  outputs: {},
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"],
  artifacts: {},
  after: ["Tag"],
  create: { method: "POST", path: "/saml-tag-mappings", because: ASSUMED },
  read: { method: "GET", path: "/saml-tag-mappings/{id}", because: ASSUMED },
  delete: { method: "DELETE", path: "/saml-tag-mappings/{id}", because: ASSUMED },
  list: { method: "GET", path: "/saml-tag-mappings", items: "saml-tag-mappings", because: ASSUMED },
  steps: [],
};
