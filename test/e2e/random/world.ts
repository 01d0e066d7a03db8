import type { Dice } from "./dice";
import type { Kind } from "./kind";
import { isOpen, KINDS, nameKey } from "./kinds";
import { firstProperties } from "./new-block";

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
  /** Counts up for names and values that must be new. */
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

  /** Those among them that cannot exist without it. */
  dependentsOf(block: Block): Block[] {
    const names = [`{"!DependsOn":"${block.id}.`, JSON.stringify(namedIn(block))];
    return this.blocks.filter(({ Type, Properties }) =>
      Object.entries(KINDS[Type].refers).some(
        ([key, [kind]]) =>
          kind === block.Type && names.some((name) => JSON.stringify(Properties[key] ?? "").startsWith(name)),
      ),
    );
  }

  /** The values that definitions take from variables. */
  secretsInUse(): string[] {
    const text = JSON.stringify(this.blocks);
    return Object.keys(this.secrets)
      .filter((variable) => text.includes(`{"!Environ":"${variable}"}`))
      .map((variable) => this.secrets[variable] ?? "");
  }

  /** The blocks and files as they are in the project, by path. */
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

  /** A variable with a secret of its own, as definitions name it. */
  newSecret(word: string, dice: Dice): { "!Environ": string } {
    const variable = `${word}_${++this.fresh}`;
    this.secrets[variable] = this.secret(dice);
    return { "!Environ": variable };
  }

  /** Adds a block of the kind; undefined if something it needs does not exist. */
  add(kind: Kind, dice: Dice): Block | undefined {
    const number = ++this.fresh;
    const name = `${kind.toLowerCase()}_${number}`;
    const first = firstProperties(this, kind, name, dice);
    if (!first) return undefined;
    const more = Object.entries(KINDS[kind].mutable).filter(([key]) => isOpen(kind, first, key) && dice.chance(0.5));
    const optional = more.map(([key, value]) => [key, value(dice, ++this.fresh)]);
    const Properties = { ...first, ...(Object.fromEntries(optional) as Record<string, unknown>) };
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
}

export const tagName = ({ Properties }: Block): string =>
  `${String(Properties["TagKey"])}#${String(Properties["TagValue"])}`;

/** Its name, as definitions write it out instead of a reference. */
export const namedIn = (block: Block): string => (block.Type === "Tag" ? tagName(block) : nameOf(block));

/** A reference to what the block writes, or to what Amorphic generates. */
export const pointer = ({ id }: Block, attribute: string) => ({ "!DependsOn": `${id}.${attribute}` });

export const nameOf = ({ Type, Properties }: Block): string => String(Properties[nameKey(Type)]);

export const fileFor = (dice: Dice): string =>
  `resources/${dice.pick(["", "a/", "a/b/"])}${dice.pick(["one", "two", "three"])}.json`;

/** The block as it is written, with its keys in their usual order. */
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
