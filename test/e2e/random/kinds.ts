import type { Dice } from "./dice";

export type Kind = "Domain" | "Tag" | "Datasource" | "Dataset" | "Job" | "SharedLibraries";

/** What the model knows of a type; written from docs/api.md and not from the catalog, so that the two check each other. */
export interface KindFacts {
  readonly collection: string;
  readonly key: readonly string[];
  /** Protected by default. */
  readonly isProtected: boolean;
  readonly isShareable: boolean;
  readonly immutable: readonly string[];
  /** To what a property goes back that leaves the definition. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What may be changed in place: always another value than before. */
  readonly mutable: Readonly<Record<string, (dice: Dice, fresh: number) => unknown>>;
  /** What may not, beside the name. */
  readonly fixed: Readonly<Record<string, readonly unknown[]>>;
}

/** Texts that somebody may write, and that a shell, a template or a terminal would take for something else. */
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

const text = (dice: Dice, fresh: number): string => `No. ${fresh} ${dice.pick(ODD)}`;
const keywords = (dice: Dice, fresh: number): string[] => dice.shuffled(["Owner: data-team", `k${fresh}`, "shop"]);

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

const NONE = { isProtected: false, isShareable: true, fixed: {} };

export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  Domain: {
    ...NONE,
    collection: "domains",
    key: ["DomainName"],
    isProtected: true,
    immutable: ["DomainName"],
    defaults: { DomainDescription: "" },
    mutable: { DisplayName: text, DomainDescription: text },
  },
  Tag: {
    ...NONE,
    collection: "tags",
    key: ["TagKey", "TagValue"],
    isShareable: false,
    immutable: ["TagKey", "TagValue"],
    defaults: { TagDescription: "" },
    mutable: { TagDescription: text },
  },
  Datasource: {
    ...NONE,
    collection: "datasources",
    key: ["DatasourceName"],
    isProtected: true,
    immutable: ["DatasourceName", "DatasourceType", "IngestionType"],
    defaults: { Description: "", Keywords: [] },
    mutable: { Description: text, Keywords: keywords, DatasourceVersion: (_, fresh) => `5.${fresh}` },
    fixed: { IngestionType: ["normaldataload", "bulkdataload"] },
  },
  Dataset: {
    ...NONE,
    collection: "datasets",
    key: ["Domain", "DatasetName"],
    isProtected: true,
    immutable: ["DatasetName", "Domain", "DatasourceType", "DatasourceId", "FileType", "TargetLocation", "TableUpdate"],
    defaults: { DatasetDescription: "", Keywords: [], LifeCyclePolicyStatus: "Disabled" },
    mutable: {
      DatasetDescription: text,
      Keywords: keywords,
      FileDelimiter: (dice) => dice.pick([",", ";", "|", "\t"]),
      SkipFileHeader: (dice) => dice.chance(0.5),
      SkipRowCount: (_, fresh) => ({ header: fresh, footer: 0 }),
      LifeCyclePolicyStatus: (dice) => dice.pick(["Enabled", "disabled", "Disabled"]),
      DatasetSchema: columns,
    },
    fixed: { FileType: ["csv", "json", "parquet", "CSV"], TableUpdate: ["append", "reload", "Append"] },
  },
  Job: {
    ...NONE,
    collection: "jobs",
    key: ["JobName"],
    immutable: ["JobName", "ETLJobType"],
    defaults: { Description: "", Keywords: [], DefaultArguments: {}, DatasetAccess: {}, SharedLibraries: [] },
    mutable: {
      Description: text,
      Keywords: keywords,
      MaxCapacity: (dice) => dice.pick([0.0625, 1, 2.5]),
      PythonVersion: (_, fresh) => `3.${fresh}`,
    },
    fixed: { ETLJobType: ["pythonshell", "spark", "Spark"] },
  },
  SharedLibraries: {
    ...NONE,
    collection: "libraries",
    key: ["LibraryName"],
    immutable: ["LibraryName"],
    defaults: { LibraryDescription: "", Packages: [] },
    mutable: { LibraryDescription: text },
  },
};

export const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** The property by which people know it. */
export const nameKey = (kind: Kind): string => KINDS[kind].key.at(-1) ?? "";
