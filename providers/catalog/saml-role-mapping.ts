import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/saml-role-mapping";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";

/** Gives the members of a SAML group a role. */
export const SAMLRoleMapping: ResourceType = {
  name: "SAMLRoleMapping",
  // doc cicd-docs/v3.1/resources/saml-mapping
  formerNames: ["SAMLMapping"],
  description: "Gives the members of a SAML group a role.",
  because: DOC,
  id: ["SamlGroupId"],
  naturalKey: ["SamlGroupId"],
  fields: {
    SamlGroupId: {
      type: "string",
      required: true,
      immutable: true,
      description: "The group's id at the identity provider.",
      because: "assumed: the only key that `!DependsOn` may name, so it identifies the mapping",
    },
    RoleId: { type: "string", required: true, description: "The role that members get.", because: DOC },
  },
  outputs: {},
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"],
  artifacts: {},
  after: ["Role", "Tag"],
  create: { method: "POST", path: "/saml-role-mappings", because: ASSUMED },
  read: { method: "GET", path: "/saml-role-mappings/{id}", because: ASSUMED },
  update: { method: "PUT", path: "/saml-role-mappings/{id}", body: "fields", because: ASSUMED },
  delete: { method: "DELETE", path: "/saml-role-mappings/{id}", because: ASSUMED },
  list: { method: "GET", path: "/saml-role-mappings", items: "saml-role-mappings", because: ASSUMED },
  steps: [],
};
