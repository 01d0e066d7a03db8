import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** The path and the key of a list are assumed. */
export const role: TypeRule = {
  ...NONE,
  type: "Role",
  collection: "roles",
  id: ["RoleId"], // doc cicd-docs/resources/roles
  idMade: true,
  unique: ["RoleName"], // assumed
  // doc cicd-docs/resources/roles
  types: {
    string: ["RoleName", "RoleDescription"],
    strings: ["RoleManagers", "RolePermissions", "UsersAttached"],
  },
  required: ["RoleName", "RolePermissions"], // assumed
  immutable: ["RoleName"], // assumed
  defaults: { RoleDescription: "", RoleManagers: [], UsersAttached: [] }, // assumed
  serverOwned: ["RoleId"],
  unordered: ["RoleManagers", "RolePermissions", "UsersAttached"], // assumed
};
