import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** The path and the key of a list are assumed. */
export const domain: TypeRule = {
  ...NONE,
  type: "Domain",
  collection: "domains",
  id: ["DomainName"], // assumed: datasets name their domain by it (doc cicd-docs/resource-deletion)
  idMade: false,
  unique: ["DomainName"], // doc manage/shared-resources/domains
  // doc cicd-docs/resource-definition
  types: { string: ["DomainName", "DisplayName", "DomainDescription", "TenantName"] },
  required: ["DomainName"], // assumed: the only key in every sample that has no substitute
  // assumed: they make the Glue database's name (doc manage/shared-resources/domains)
  immutable: ["DomainName", "TenantName"],
  defaults: { DisplayName: "{DomainName}", DomainDescription: "", TenantName: "default" }, // assumed
  references: [{ path: "TenantName", to: "tenants", mayDangle: true }], // assumed: without multi-tenancy there are none
  shareable: true, // assumed
};
