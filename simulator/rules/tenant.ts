import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** All names of keys but TenantName, the path and the key of a list are assumed. */
export const tenant: TypeRule = {
  ...NONE,
  type: "Tenant",
  collection: "tenants",
  id: ["TenantName"], // assumed: domains name their tenant by it (doc cicd-docs/resource-definition)
  idMade: false,
  unique: ["TenantName"], // assumed
  types: { string: ["TenantName", "TenantDisplayName", "TenantDescription"] }, // assumed
  required: ["TenantName"], // assumed
  immutable: ["TenantName"], // assumed: it is the id
  defaults: { TenantDisplayName: "{TenantName}", TenantDescription: "" }, // assumed
};
