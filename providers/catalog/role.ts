import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/roles";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";

/** What users may do, service by service. */
export const Role: ResourceType = {
  name: "Role",
  description: "What its users may do, service by service; some users may manage it.",
  because: DOC,
  id: ["RoleId"],
  naturalKey: ["RoleName"],
  fields: {
    RoleName: {
      type: "string",
      required: true,
      immutable: true,
      description: "Unique name of the role.",
      because: "assumed: identifies the role to people and to import",
    },
    RoleDescription: { type: "string", description: "What the role is for.", because: DOC, default: "" },
    RoleManagers: {
      type: "array",
      unordered: true,
      items: { type: "string", description: "A user's id.", because: DOC },
      description: "Users who may change and delete the role.",
      because: DOC,
      default: [],
    },
    RolePermissions: {
      type: "array",
      required: true,
      unordered: true,
      items: { type: "string", description: "A permission, e.g. datasets.fullaccess.", because: DOC },
      description: "Permissions, each a service and a level: fullaccess, manage, view.",
      because: DOC,
    },
    UsersAttached: {
      type: "array",
      unordered: true,
      items: { type: "string", description: "A user's id.", because: DOC },
      description: "Users who have the role.",
      because: DOC,
      default: [],
    },
  },
  outputs: { RoleId: { description: "The role's id.", because: DOC } },
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"],
  artifacts: {},
  after: ["Tag"],
  create: { method: "POST", path: "/roles", because: ASSUMED },
  read: { method: "GET", path: "/roles/{id}", because: ASSUMED },
  update: { method: "PUT", path: "/roles/{id}", body: "fields", because: ASSUMED },
  delete: { method: "DELETE", path: "/roles/{id}", because: ASSUMED },
  list: { method: "GET", path: "/roles", items: "roles", because: ASSUMED },
  system: {
    key: "RoleId",
    pattern: "^admin-role-",
    because: "doc of the workshop: the id of the administrators' role",
  },
  steps: [],
};
