import type { Definition, Reference } from "../support/mini-engine";
import { REFERENCE, type Sample } from "./sample";

const role = (logicalId: string, RoleName: string): Definition => ({
  type: "Role",
  logicalId,
  properties: { RoleName, RolePermissions: ["datasets.view"] },
});

const idOf =
  (logicalId: string): Reference =>
  (of) =>
    of(logicalId)["id"];

export const samlRoleMapping: Sample = {
  needs: [role("mapped1", "mapped_1"), role("mapped2", "mapped_2")],
  subject: {
    type: "SAMLRoleMapping",
    logicalId: "roleMapping",
    properties: { SamlGroupId: "corp/analysts", RoleId: idOf("mapped1") },
  },
  others: { SamlGroupId: ["corp/stewards"], RoleId: [idOf("mapped2")] },
  otherArtifacts: {},
  excused: {},
  notSecret: { RoleId: REFERENCE },
};
