import type { TypeRule } from "../rule";

/** What most types have nothing of. */
export const NONE = {
  update: "changes",
  shareable: false,
  patterns: {},
  enums: {},
  conditions: [],
  made: {},
  serverOwned: [],
  elsewhere: [],
  unordered: [],
  masked: [],
  opaque: [],
  references: [],
  whileDeleting: {},
} as const satisfies Partial<TypeRule>;
