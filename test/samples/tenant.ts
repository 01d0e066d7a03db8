import type { Sample } from "./sample";

export const tenant: Sample = {
  needs: [],
  subject: {
    type: "Tenant",
    logicalId: "tenant",
    properties: { TenantName: "retail", TenantDisplayName: "Retail", TenantDescription: "The retail business" },
  },
  others: {
    TenantName: ["wholesale"],
    TenantDisplayName: ["Retail business"],
    TenantDescription: ["Retail"],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: {},
};
