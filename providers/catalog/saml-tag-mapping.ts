import { AUDIT, fixedText } from "./common-fields";
import { rest } from "./rest";
import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/saml-tag-mapping";
const IDENTITY = "assumed: a group may have several tags, so group and tag together are the mapping";

/** Gives the members of a SAML group a tag. */
export const SAMLTagMapping: ResourceType = {
  name: "SAMLTagMapping",
  description: "Gives the members of a SAML group a tag.",
  because: DOC,
  id: ["SamlGroupId", "Tag"],
  naturalKey: ["Tag", "SamlGroupId"],
  fields: {
    SamlGroupId: fixedText("The group's id at the identity provider.", IDENTITY),
    Tag: fixedText("The tag that members get, written `key#value`.", IDENTITY, { names: "Tag" }),
  },
  outputs: {},
  serverOwned: AUDIT,
  artifacts: {},
  after: ["Tag"],
  ...rest("/saml-tag-mappings"),
  steps: [],
};
