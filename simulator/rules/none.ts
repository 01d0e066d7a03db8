import type { TypeRule } from "../rule";

/** The usual values of what most rules do not set. */
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
