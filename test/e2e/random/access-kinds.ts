import { NONE, text, words, type KindFacts } from "./kind";

const users = words("user-0", "user-1");

/** Who may do what. */
export const ACCESS_KINDS = {
  Tag: {
    ...NONE,
    collection: "tags",
    key: ["TagKey", "TagValue"],
    isShareable: false,
    immutable: ["TagKey", "TagValue"],
    defaults: { TagDescription: "" },
    mutable: { TagDescription: text },
  },
  Role: {
    ...NONE,
    collection: "roles",
    key: ["RoleName"],
    isShareable: false,
    immutable: ["RoleName"],
    defaults: { RoleDescription: "", RoleManagers: [], UsersAttached: [] },
    mutable: {
      RoleDescription: text,
      RoleManagers: users,
      UsersAttached: users,
      RolePermissions: words("datasets.view", "jobs.manage"),
    },
    required: ["RolePermissions"],
  },
  SAMLRoleMapping: {
    ...NONE,
    collection: "saml-role-mappings",
    key: ["SamlGroupId"],
    isShareable: false,
    immutable: ["SamlGroupId"],
    defaults: {},
    mutable: {},
    refers: { RoleId: ["Role", "RoleId"] },
  },
  SAMLTagMapping: {
    ...NONE,
    collection: "saml-tag-mappings",
    key: ["Tag", "SamlGroupId"],
    isShareable: false,
    immutable: ["SamlGroupId", "Tag"],
    defaults: {},
    mutable: {},
    refers: { Tag: ["Tag"] },
  },
} as const satisfies Record<string, KindFacts>;
