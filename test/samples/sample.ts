import type { Definition } from "../support/mini-engine";

/** What the invariants need to know of one type: nothing but data. */
export interface Sample {
  /** What must exist before, in order. */
  readonly needs: readonly Definition[];
  /** One resource that says something about every field, nested ones included; nothing is left at its default. */
  readonly subject: Definition;
  /** Per field at least one other valid value. */
  readonly others: Readonly<Record<string, readonly [unknown, ...unknown[]]>>;
  /** Per artifact the same file names with other contents. */
  readonly otherArtifacts: Readonly<Record<string, string | readonly string[]>>;
  /** Fields (`Field`, `Field.key`, `Field[].key`) that the subject leaves out, each with the reason. */
  readonly excused: Readonly<Record<string, string>>;
  /** Texts for which no secret can stand, each with the reason; a field stands for all that is in it. */
  readonly notSecret: Readonly<Record<string, string>>;
}

export const KNOWN_VALUES = "the platform takes only values it knows";
export const REFERENCE = "names another object, so the platform checks it";
