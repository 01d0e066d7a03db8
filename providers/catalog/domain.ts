import { AUDIT, fixedText } from "./common-fields";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resource-definition";

/** A domain groups datasets; it is a Glue and Athena database, or a Redshift schema. */
export const Domain: ResourceType = {
  name: "Domain",
  description: "A group of datasets: a Glue/Athena database or a Redshift schema.",
  because: DOC,
  id: ["DomainName"],
  naturalKey: ["DomainName"],
  fields: {
    DomainName: fixedText(
      "Unique name, used by datasets to name their domain.",
      "assumed: the name of the database; datasets and S3 paths hold it",
    ),
    DisplayName: { type: "string", required: true, description: "Name shown in the console.", because: DOC },
    DomainDescription: { type: "string", description: "What the domain is for.", because: DOC, default: "" },
    TenantName: {
      type: "string",
      immutable: true,
      names: "Tenant",
      description: "Tenant that owns the domain, where multi-tenancy is on.",
      because: "assumed: part of the name of a domain of another tenant (doc manage/shared-resources/domains)",
    },
  },
  outputs: {},
  serverOwned: AUDIT,
  artifacts: {},
  after: ["Tenant", "Tag"],
  ...rest("/domains", { update: "fields" }),
  share: sharing("/domains/{id}"),
  steps: [],
};
