import { AUDIT, fixedText } from "./common-fields";
import { rest } from "./rest";
import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/saml-role-mapping";

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
    SamlGroupId: fixedText(
      "The group's id at the identity provider.",
      "assumed: the only key that `!DependsOn` may name, so it identifies the mapping",
    ),
    RoleId: { type: "string", required: true, description: "The role that members get.", because: DOC },
  },
  outputs: {},
  serverOwned: AUDIT,
  artifacts: {},
  after: ["Role", "Tag"],
  ...rest("/saml-role-mappings", { update: "fields" }),
  steps: [],
};
