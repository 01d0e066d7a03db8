import type { Definition } from "../support/mini-engine";
import { KNOWN_VALUES, REFERENCE, type Sample } from "./sample";

const domain = (logicalId: string, DomainName: string): Definition => ({
  type: "Domain",
  logicalId,
  properties: { DomainName, DisplayName: DomainName },
});

export const view: Sample = {
  needs: [domain("viewDomain1", "view_domain_1"), domain("viewDomain2", "view_domain_2")],
  subject: {
    type: "View",
    logicalId: "view",
    properties: {
      ViewName: "big_orders",
      Domain: "view_domain_1",
      ViewDescription: "Orders above 1,000 euro",
      ViewType: "Materialized",
      TargetLocation: "redshift",
      SqlStatement: "SELECT 1",
      AutoRefresh: "yes",
      AssumeRole: "no",
      Keywords: ["orders", "Owner: jane"],
    },
  },
  others: {
    ViewName: ["small_orders"],
    Domain: ["view_domain_2"],
    ViewDescription: ["Big orders"],
    ViewType: ["Standard"],
    TargetLocation: ["athena"],
    SqlStatement: ["SELECT 2"],
    AutoRefresh: ["no"],
    AssumeRole: ["yes"],
    Keywords: [["orders"]],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: { Domain: REFERENCE, ViewType: KNOWN_VALUES },
};
