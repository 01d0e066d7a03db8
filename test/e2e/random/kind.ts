import type { Dice } from "./dice";

export type Kind =
  | "Tenant"
  | "Domain"
  | "Datasource"
  | "Dataset"
  | "Dataflow"
  | "View"
  | "SharedLibraries"
  | "Parameter"
  | "Job"
  | "Schedule"
  | "Tag"
  | "Role"
  | "SAMLRoleMapping"
  | "SAMLTagMapping";

/** What the model knows of a type; written from docs/api.md and not from the catalog, so that the two check each other. */
export interface KindFacts {
  readonly collection: string;
  /** The collection of its parent, in paths of the API. */
  readonly below?: string;
  /** What others know it by; the last part is its name. */
  readonly key: readonly string[];
  /** Protected by default. */
  readonly isProtected: boolean;
  readonly isShareable: boolean;
  readonly immutable: readonly string[];
  /** What a new object has where the definition says nothing; what may change goes back to it. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What may be changed in place: always another value than before. */
  readonly mutable: Readonly<Record<string, (dice: Dice, fresh: number) => unknown>>;
  /** What may not, besides the name. */
  readonly fixed: Readonly<Record<string, readonly unknown[]>>;
  /** What is never left out, besides what is fixed and the name. */
  readonly required: readonly string[];
  /** Properties that name another block, without which this one cannot exist; the attribute, or its name written out. */
  readonly refers: Readonly<Record<string, readonly [Kind, attribute?: string]>>;
  /** Properties that hold other blocks, and what is left of them when one of these is removed. */
  readonly uses: Readonly<Record<string, unknown>>;
  /** Whether a property may get another value at all, besides these. */
  readonly isOpen?: (properties: Readonly<Record<string, unknown>>, key: string) => boolean;
}

export const NONE = { isProtected: false, isShareable: true, fixed: {}, required: [], refers: {}, uses: {} };

/** Texts that somebody may write, and that a shell, a template or a terminal would misread. */
const ODD = [
  '"quoted"',
  "${HOME} $(id)",
  "a `tick`",
  "two\nlines",
  "naïve – ünïcode",
  "<b>&amp;</b>",
  "\\back\\slash",
  "",
];

export const text = (dice: Dice, fresh: number): string => `No. ${fresh} ${dice.pick(ODD)}`;

/** A list without an order. */
export const words =
  (...all: readonly string[]) =>
  (dice: Dice, fresh: number): string[] =>
    dice.shuffled([...all, `k${fresh}`]);

/** Columns of a table, some with words about them. */
export function columns(dice: Dice, fresh: number): Record<string, unknown>[] {
  const types = ["bigint", "varchar(64)", "decimal(12,2)", "timestamp"];
  return Array.from({ length: 1 + dice.below(6) }, (_, index) => ({
    name: `c${index}_${fresh}`,
    type: dice.pick(types),
    ...(dice.chance(0.5) && { description: `Column ${index}` }),
    ...(dice.chance(0.3) && { is_not_null: true }),
  }));
}
