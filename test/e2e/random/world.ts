import type { Dice } from "./dice";
import { columns, KINDS, nameKey, type Kind } from "./kinds";

export type Level = "Owner" | "Editor" | "ReadOnly";

/** A definition as its author has it. */
export interface Block {
  id: string;
  readonly Type: Kind;
  Properties: Record<string, unknown>;
  /** Level by grantee: a tag `key#value`, or a user. */
  Share?: Record<string, Level>;
  RenamedFrom?: string[];
  /** Paths of its files. */
  files: string[];
  /** Where it is written. */
  file: string;
}

/** All that the author has: definitions, files and secrets. */
export class World {
  blocks: Block[] = [];
  /** Contents by path. */
  files: Record<string, string> = {};
  /** What `!Environ` names. */
  secrets: Record<string, string> = {};
  /** Grows with whatever must be another one. */
  fresh = 0;

  copy(): World {
    const { blocks, files, secrets, fresh } = this;
    return Object.assign(new World(), structuredClone({ blocks, files, secrets, fresh }));
  }

  of(kind: Kind): Block[] {
    return this.blocks.filter(({ Type }) => Type === kind);
  }

  get(id: string): Block | undefined {
    return this.blocks.find((block) => block.id === id);
  }

  /** Blocks of which a property refers to this one. */
  usersOf({ id }: Block): Block[] {
    return this.blocks.filter(({ Properties }) => JSON.stringify(Properties).includes(`{"!DependsOn":"${id}.`));
  }

  /** The values that definitions take from variables. */
  secretsInUse(): string[] {
    const text = JSON.stringify(this.blocks);
    return Object.keys(this.secrets)
      .filter((variable) => text.includes(`{"!Environ":"${variable}"}`))
      .map((variable) => this.secrets[variable] ?? "");
  }

  /** The blocks and files as they lie in the project, by path. */
  written(): Record<string, string> {
    const paths = [...new Set(this.blocks.map(({ file }) => file))];
    const definitions = paths.map((path) => {
      const here = this.blocks.filter(({ file }) => file === path).map((block) => [block.id, textOf(block)]);
      return [path, JSON.stringify(Object.fromEntries(here), null, 2)];
    });
    const used = this.blocks.flatMap(({ files }) => files).map((path) => [path, this.files[path] ?? ""]);
    return Object.fromEntries([...definitions, ...used]) as Record<string, string>;
  }

  /** Another value for a secret, with what tools like to trip over. */
  secret(dice: Dice): string {
    return `Zq${++this.fresh}-${dice.pick(['"quo\\te"', "p+l/us==", "<angle>&", "$dollar$(id)", "plain"])}-secret`;
  }

  /** Adds a block of the kind; undefined where what it needs is not there. */
  add(kind: Kind, dice: Dice): Block | undefined {
    const number = ++this.fresh;
    const name = `${kind.toLowerCase()}_${number}`;
    const Properties = this.#properties(kind, name, dice);
    if (!Properties) return undefined;
    const files = kind === "Job" ? [`resources/files/${name}.py`] : [];
    if (kind === "SharedLibraries") files.push(`resources/files/${name}_a.py`, `resources/files/${name}_b.py`);
    for (const path of files) this.files[path] = `print("${path}")\n`;
    const block: Block = { id: `r${kind}${number}`, Type: kind, Properties, files, file: fileFor(dice) };
    const tag = dice.any(this.of("Tag"));
    if (KINDS[kind].isShareable && dice.chance(0.4)) {
      block.Share = { [`user-${dice.below(3)}`]: "ReadOnly", ...(tag && { [tagName(tag)]: "Editor" }) };
    }
    this.blocks.push(block);
    return block;
  }

  #properties(kind: Kind, name: string, dice: Dice): Record<string, unknown> | undefined {
    const { mutable } = KINDS[kind];
    const some = Object.keys(mutable).filter((key) => key !== "DatasetSchema" && dice.chance(0.5));
    const optional = Object.fromEntries(some.map((key) => [key, mutable[key]?.(dice, ++this.fresh)]));
    switch (kind) {
      case "Domain":
        return { DomainName: name, DisplayName: name, ...optional };
      case "Tag":
        return { TagKey: "team", TagValue: name, ...optional };
      case "SharedLibraries":
        return { LibraryName: name, Packages: [`${name}_a.py`, `${name}_b.py`], ...optional };
      case "Datasource":
        return {
          DatasourceName: name,
          DatasourceType: "jdbc",
          IngestionType: "normaldataload",
          ...this.#login(dice),
          ...optional,
        };
      case "Dataset": {
        const [domain, source] = [dice.any(this.of("Domain")), dice.any(this.of("Datasource"))];
        if (!domain) return undefined;
        const Domain = dice.chance(0.3) ? domain.Properties["DomainName"] : { "!DependsOn": `${domain.id}.DomainName` };
        const target = dice.chance(0.8) ? "s3athena" : "s3";
        return {
          ...{ DatasetName: name, Domain, DatasourceType: source ? "jdbc" : "api" },
          ...(source && { DatasourceId: { "!DependsOn": `${source.id}.DatasourceId` } }),
          ...{ FileType: "csv", TargetLocation: target, TableUpdate: "append", ...optional },
          ...(target === "s3athena" && { DatasetSchema: columns(dice, ++this.fresh) }),
        };
      }
      case "Job":
        return {
          JobName: name,
          ETLJobType: "pythonshell",
          ...this.#access(dice),
          ...this.#arguments(dice),
          ...optional,
        };
    }
  }

  #login(dice: Dice): Record<string, unknown> {
    const [user, password] = [`DB_USER_${++this.fresh}`, `DB_PASSWORD_${this.fresh}`];
    Object.assign(this.secrets, { [user]: this.secret(dice), [password]: this.secret(dice) });
    const config = { JdbcURL: `jdbc:postgresql://h${this.fresh}.example.test/shop`, Port: this.fresh };
    return { DatasourceConfig: { ...config, Username: { "!Environ": user }, Password: { "!Environ": password } } };
  }

  #arguments(dice: Dice): Record<string, unknown> {
    if (dice.chance(0.3)) return {};
    const variable = `JOB_KEY_${++this.fresh}`;
    this.secrets[variable] = this.secret(dice);
    return { DefaultArguments: { "--n": String(this.fresh), "--api-key": { "!Environ": variable } } };
  }

  #access(dice: Dice): Record<string, unknown> {
    const [set, library] = [dice.any(this.of("Dataset")), dice.any(this.of("SharedLibraries"))];
    return {
      ...(set && { DatasetAccess: { Owner: [], ReadOnly: [accessTo(set)] } }),
      ...(library && { SharedLibraries: [{ "!DependsOn": `${library.id}.LibraryId` }] }),
    };
  }
}

/** An entry of a job's access. */
export const accessTo = ({ id }: Block) => ({
  DatasetId: { "!DependsOn": `${id}.DatasetId` },
  DatasetName: { "!DependsOn": `${id}.DatasetName` },
});

export const tagName = ({ Properties }: Block): string =>
  `${String(Properties["TagKey"])}#${String(Properties["TagValue"])}`;

export const nameOf = ({ Type, Properties }: Block): string => String(Properties[nameKey(Type)]);

export const fileFor = (dice: Dice): string =>
  `resources/${dice.pick(["", "a/", "a/b/"])}${dice.pick(["one", "two", "three"])}.json`;

/** The block as it is written, its keys in the order in which they stand. */
function textOf({ Type, Properties, Share, RenamedFrom, files }: Block): object {
  const levels = [...new Set(Object.values(Share ?? {}))];
  const shared = levels.map((level) => {
    const grantees = Object.entries(Share ?? {}).filter(([, of]) => of === level);
    const named = (isTag: boolean) => grantees.map(([who]) => who).filter((who) => who.includes("#") === isTag);
    return [level, { Users: named(false), Tags: named(true) }];
  });
  return {
    ...{ Type, Properties },
    ...(Type === "Job" && files.length > 0 && { Artifacts: { Script: files[0] } }),
    ...(Type === "SharedLibraries" && { Artifacts: { Library: files } }),
    ...(Share && { Share: Object.fromEntries(shared) as object }),
    ...(RenamedFrom && { RenamedFrom }),
  };
}

export function without<T>(object: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}
