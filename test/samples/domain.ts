import type { Sample } from "./sample";

export const domain: Sample = {
  needs: [],
  subject: {
    type: "Domain",
    logicalId: "domain",
    properties: {
      DomainName: "sales",
      DisplayName: "Sales",
      DomainDescription: "Orders and who placed them",
      TenantName: "acme",
    },
  },
  others: {
    DomainName: ["sales_emea"],
    DisplayName: ["Sales and returns"],
    DomainDescription: ["Orders only"],
    TenantName: ["umbrella"],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: {},
};
