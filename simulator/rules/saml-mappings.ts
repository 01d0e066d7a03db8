/** What a group of the identity provider gets: a role, or tags. Paths and keys of lists are assumed. */
import type { TypeRule } from "../rule";
import { NONE } from "./none";

export const samlRoleMapping: TypeRule = {
  ...NONE,
  type: "SAMLRoleMapping",
  collection: "saml-role-mappings",
  id: ["SamlGroupId"], // assumed: the only key that others may refer to (doc cicd-docs/resources/saml-role-mapping)
  idMade: false,
  unique: ["SamlGroupId"], // assumed
  types: { string: ["SamlGroupId", "RoleId"] }, // doc cicd-docs/resources/saml-role-mapping
  required: ["SamlGroupId", "RoleId"], // assumed
  immutable: ["SamlGroupId"], // assumed: it is the id
  defaults: {},
  // doc cicd-docs/resources/saml-role-mapping; whether the role can be deleted is not known
  references: [{ path: "RoleId", to: "roles", loose: true }],
};

export const samlTagMapping: TypeRule = {
  ...NONE,
  type: "SAMLTagMapping",
  collection: "saml-tag-mappings",
  id: ["SamlGroupId", "Tag"], // assumed: a group may have many tags
  idMade: false,
  unique: ["SamlGroupId", "Tag"], // assumed
  update: "none", // assumed: nothing of it could change
  types: { string: ["SamlGroupId", "Tag"] }, // doc cicd-docs/resources/saml-tag-mapping
  required: ["SamlGroupId", "Tag"], // assumed
  immutable: ["SamlGroupId", "Tag"], // assumed: they are the id
  defaults: {},
  // doc cicd-docs/resources/saml-tag-mapping: "key#value"; whether the tag can be deleted is not known
  references: [{ path: "Tag", to: "tags", loose: true }],
};
