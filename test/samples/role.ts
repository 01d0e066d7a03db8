import type { Sample } from "./sample";

export const role: Sample = {
  needs: [],
  subject: {
    type: "Role",
    logicalId: "role",
    properties: {
      RoleName: "analysts",
      RoleDescription: "Read what is shared",
      RoleManagers: ["user-1", "user-2"],
      RolePermissions: ["datasets.view", "domains.view"],
      UsersAttached: ["user-3", "user-4"],
    },
  },
  others: {
    RoleName: ["stewards"],
    RoleDescription: ["Read"],
    RoleManagers: [["user-1"]],
    RolePermissions: [["datasets.manage", "domains.view"]],
    UsersAttached: [["user-3", "user-5"]],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: {},
};
