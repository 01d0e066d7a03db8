import { AUDIT, fixedText } from "./common-fields";
import { rest } from "./rest";
import type { ResourceType } from "./type";

const DOC = "doc datasets/tenants";

/** A separate Redshift database for some of the domains, where multi-tenancy is on. */
export const Tenant: ResourceType = {
  name: "Tenant",
  experimental: true,
  description: "A Redshift database of its own for some of the domains, where multi-tenancy is on.",
  because: "assumed: nothing public says that CICD covers tenants, nor what the type is named",
  id: ["TenantName"],
  naturalKey: ["TenantName"],
  fields: {
    TenantName: fixedText(
      "Unique name; names the database.",
      "assumed: domains of the tenant are named <tenant>_<name> (doc manage/shared-resources/domains)",
    ),
    TenantDisplayName: {
      type: "string",
      description: "Name shown in the console.",
      because: "assumed: as domains have one",
    },
    TenantDescription: { type: "string", description: "Who the tenant is for.", because: DOC, default: "" },
  },
  outputs: {},
  serverOwned: AUDIT,
  artifacts: {},
  after: [],
  ...rest("/tenants", { update: "fields" }),
  system: {
    key: "TenantName",
    pattern: "^system$",
    because: "assumed: the system tenant cannot be changed (doc datasets/tenants); its name is not public",
  },
  steps: [],
};
