import { AUDIT, fixedText, texts } from "./common-fields";
import { rest } from "./rest";
import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/roles";

/** What users may do, service by service. */
export const Role: ResourceType = {
  name: "Role",
  description: "What its users may do, service by service; some users may manage it.",
  because: DOC,
  id: ["RoleId"],
  naturalKey: ["RoleName"],
  fields: {
    RoleName: fixedText("Unique name of the role.", "assumed: identifies the role to people and to import"),
    RoleDescription: { type: "string", description: "What the role is for.", because: DOC, default: "" },
    RoleManagers: texts("A user's id.", "Users who may change and delete the role.", DOC),
    RolePermissions: {
      type: "array",
      required: true,
      unordered: true,
      items: { type: "string", description: "A permission, e.g. datasets.fullaccess.", because: DOC },
      description: "Permissions, each a service and a level: fullaccess, manage, view.",
      because: DOC,
    },
    UsersAttached: texts("A user's id.", "Users who have the role.", DOC),
  },
  outputs: { RoleId: { description: "The role's id.", because: DOC } },
  serverOwned: AUDIT,
  artifacts: {},
  after: ["Tag"],
  ...rest("/roles", { update: "fields" }),
  system: {
    key: "RoleId",
    pattern: "^admin-role-",
    because: "doc of the workshop: the id of the administrators' role",
  },
  steps: [],
};
