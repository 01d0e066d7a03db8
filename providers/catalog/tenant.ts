import type { ResourceType } from "./type";

const DOC = "doc datasets/tenants";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";

/** A separate Redshift database for some of the domains, where multi-tenancy is on. */
export const Tenant: ResourceType = {
  name: "Tenant",
  experimental: true,
  description: "A Redshift database of its own for some of the domains, where multi-tenancy is on.",
  because: "assumed: nothing public says that CICD covers tenants, nor what the type is named",
  id: ["TenantName"],
  naturalKey: ["TenantName"],
  fields: {
    TenantName: {
      type: "string",
      required: true,
      immutable: true,
      description: "Unique name; names the database.",
      because: "assumed: domains of the tenant are named <tenant>_<name> (doc manage/shared-resources/domains)",
    },
    TenantDisplayName: {
      type: "string",
      description: "Name shown in the console.",
      because: "assumed: as domains have one",
    },
    TenantDescription: { type: "string", description: "Who the tenant is for.", because: DOC, default: "" },
  },
  outputs: {},
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"],
  artifacts: {},
  after: [],
  create: { method: "POST", path: "/tenants", because: ASSUMED },
  read: { method: "GET", path: "/tenants/{id}", because: ASSUMED },
  update: { method: "PUT", path: "/tenants/{id}", body: "fields", because: ASSUMED },
  delete: { method: "DELETE", path: "/tenants/{id}", because: ASSUMED },
  list: { method: "GET", path: "/tenants", items: "tenants", because: ASSUMED },
  system: {
    key: "TenantName",
    pattern: "^system$",
    because: "assumed: the system tenant cannot be changed (doc datasets/tenants); its name is not public",
  },
  steps: [],
};
