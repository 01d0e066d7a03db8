/** A definition of a generated project, as the file holds it. */
export interface Block {
  readonly id: string;
  readonly Type: "Domain" | "Tag" | "Datasource" | "Dataset" | "Job";
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Artifacts?: { readonly Script: string };
  readonly Share?: Readonly<Record<string, { readonly Tags: readonly string[] }>>;
}

export interface Generated {
  /** Each after all those it refers to. */
  readonly blocks: readonly Block[];
  /** Text by path, relative to the project. */
  readonly files: ReadonlyMap<string, string>;
  /** The variables that `!Environ` names. */
  readonly environment: Readonly<Record<string, string>>;
}

const COLUMNS = 30;

/** Of twenty definitions: 1 domain, 2 tags, 2 datasources, 11 datasets, 4 jobs. */
const TYPES: readonly Block["Type"][] = [
  ...(["Domain", "Tag", "Datasource"] as const),
  ...Array<"Dataset">(6).fill("Dataset"),
  ...(["Job", "Job", "Tag", "Datasource"] as const),
  ...Array<"Dataset">(5).fill("Dataset"),
  ...(["Job", "Job"] as const),
];

/**
 * A project of `count` definitions, always the same for a seed: datasets with 30 columns in domains, from datasources with
 * secrets; jobs with a script that read datasets; every tenth dataset shared with a tag.
 * @param edited whether the last definition has another description, for a plan with one change
 */
export function generate(count: number, seed = 1, edited = false): Generated {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const made: Record<Block["Type"], string[]> = { Domain: [], Tag: [], Datasource: [], Dataset: [], Job: [] };
  const blocks: Block[] = [];
  const files = new Map<string, string>();

  for (let index = 0; index < count; index++) {
    const Type = TYPES[index % TYPES.length] ?? "Domain";
    const name = `${Type.toLowerCase()}_${String(index)}`;
    const id = idOf(name);
    const description = `${sentence(random)}${edited && index === count - 1 ? " Edited." : ""}`;
    const { script, ...block } = make(Type, name, description);
    blocks.push({ id, Type, ...block });
    made[Type].push(name);
    const { Properties, Artifacts, Share } = { Artifacts: undefined, Share: undefined, ...block };
    const directory = `resources/${Type.toLowerCase()}s/${name}`;
    files.set(
      `${directory}/${name}.json`,
      `${JSON.stringify({ [id]: { Type, Properties, Artifacts, Share } }, null, 2)}\n`,
    );
    if (script !== undefined) files.set(`${directory}/${name}.py`, script);
  }
  return { blocks, files, environment: { BENCH_DB_USER: "reader", BENCH_DB_PASSWORD: "only-for-measurements" } };

  function make(
    Type: Block["Type"],
    name: string,
    description: string,
  ): Omit<Block, "id" | "Type"> & { script?: string } {
    switch (Type) {
      case "Domain":
        return { Properties: { DomainName: name, DisplayName: name, DomainDescription: description } };
      case "Tag":
        return { Properties: { TagKey: "bench", TagValue: name, TagDescription: description } };
      case "Datasource":
        return {
          Properties: {
            DatasourceName: name,
            DatasourceType: "jdbc",
            IngestionType: "normaldataload",
            DatasourceVersion: "5.0",
            Description: description,
            Keywords: keywords(random),
            DatasourceConfig: {
              JdbcURL: `jdbc:postgresql://${name}.example.test:5432/shop`,
              Username: { "!Environ": "BENCH_DB_USER" },
              Password: { "!Environ": "BENCH_DB_PASSWORD" },
              PublicAccessibility: "yes",
            },
          },
        };
      case "Dataset": {
        const shared = made.Dataset.length % 10 === 0;
        return {
          Properties: {
            DatasetName: name,
            DatasetDescription: description,
            Domain: { "!DependsOn": `${idOf(pick(made.Domain))}.DomainName` },
            Keywords: keywords(random),
            DatasourceType: "jdbc",
            DatasourceId: { "!DependsOn": `${idOf(pick(made.Datasource))}.DatasourceId` },
            TargetLocation: "s3athena",
            FileType: "csv",
            FileDelimiter: ",",
            TableUpdate: "append",
            DatasetType: "internal",
            SkipFileHeader: true,
            DatasetSchema: Array.from({ length: COLUMNS }, (_, column) => ({
              name: `column_${String(column)}`,
              type: pick(["bigint", "timestamp", "varchar(64)", "decimal(12,2)", "double"]),
              description: sentence(random),
              is_not_null: random() < 0.3,
            })),
          },
          ...(shared && { Share: { ReadOnly: { Tags: [`bench#${pick(made.Tag)}`] } } }),
        };
      }
      case "Job": {
        const read = [...new Set([pick(made.Dataset), pick(made.Dataset)])];
        return {
          Properties: {
            JobName: name,
            Description: description,
            ETLJobType: "pythonshell",
            NetworkConfiguration: "general-public-network",
            Keywords: keywords(random),
            MaxCapacity: 0.0625,
            PythonVersion: "3.9",
            DefaultArguments: { "--currency": pick(["EUR", "USD", "CHF"]) },
            DatasetAccess: {
              Owner: [],
              ReadOnly: read.map((dataset) => ({
                DatasetId: { "!DependsOn": `${idOf(dataset)}.DatasetId` },
                DatasetName: dataset,
              })),
            },
          },
          Artifacts: { Script: `resources/jobs/${name}/${name}.py` },
          script: Array.from({ length: 40 }, () => `# ${sentence(random)}\n`).join(""),
        };
      }
    }
  }
}

/** The logical id of the object with this name. */
const idOf = (name: string): string => `r${name.replaceAll("_", "")}`;

const WORDS =
  "orders customers prices of each shop day and country with the total in euro as the source sends it before any correction".split(
    " ",
  );

const sentence = (random: () => number): string => {
  const words = Array.from({ length: 8 }, () => WORDS[Math.floor(random() * WORDS.length)]);
  return `The ${words.join(" ")}.`;
};

const keywords = (random: () => number): string[] => ["Owner: data-team", WORDS[Math.floor(random() * 4)] ?? ""];

/** A linear congruential generator, good enough to choose words. @returns numbers from 0 to below 1 */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
