import type { Dice } from "./dice";
import type { Kind } from "./kind";
import { nameKey } from "./kinds";
import type { Block, World } from "./world";

/** What an author may get wrong, and how that is reported before anything is sent. */
export interface Mistake {
  readonly what: string;
  /** The files of the project, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly told: RegExp;
}

/** Mistakes that can be found by looking at the definitions. */
export function anyMistake(world: World, dice: Dice): Mistake {
  const files = world.written();
  const block = dice.pick(world.blocks);
  const with_ = (text: object) => ({ ...files, "resources/zzz.json": JSON.stringify(text) });
  const tag = { Type: "Tag", Properties: { TagKey: "team", TagValue: "mistake" } };
  const broken = (change: (copy: Block) => void) => {
    const copy = world.copy();
    const same = copy.get(block.id);
    if (same) change(same);
    return copy.written();
  };
  return dice.pick<Mistake>([
    {
      what: "half a file",
      files: { ...files, [block.file]: files[block.file]?.slice(0, -5) ?? "" },
      told: /\.json:\d+/,
    },
    {
      what: "an id twice",
      files: with_({ [block.id]: tag }),
      told: new RegExp(`"${block.id}" is taken by`),
    },
    { what: "no such type", files: with_({ rNo: { ...tag, Type: "Tagg" } }), told: /did you mean "Tag"/ },
    {
      what: "a name twice",
      files: with_({ rNo: { Type: block.Type, Properties: block.Properties } }),
      told: /there can be only one/,
    },
    {
      what: "no such block",
      files: with_({
        rNo: { Type: "Tag", Properties: { TagKey: "a", TagValue: { "!DependsOn": "rNowhere.DomainName" } } },
      }),
      told: /rNowhere/,
    },
    {
      what: "an earlier name that still exists",
      files: with_({ rNo: { ...tag, RenamedFrom: [block.id] } }),
      told: /still the logical id/,
    },
    {
      what: "no name",
      files: broken((copy) => (copy.Properties = { ...copy.Properties, [nameKey(copy.Type)]: "" })),
      told: new RegExp(nameKey(block.Type)),
    },
  ]);
}

/** What looks right and the platform refuses. */
const REFUSED: Readonly<Partial<Record<Kind, readonly Readonly<Record<string, unknown>>[]>>> = {
  Dataset: [
    { DatasetName: "not a good name" },
    { DatasetSchema: ["a", "A"].map((name) => ({ name, type: "int" })), TargetLocation: "s3athena" },
  ],
  Job: [{ ETLJobType: "cobol" }, { DatasetAccess: { ReadOnly: [{ DatasetId: "nowhere" }] } }],
  Dataflow: [{ DatasetDetails: [{ DatasetId: "nowhere" }] }],
  Schedule: [{ ScheduleExpression: "now and then" }],
  SAMLRoleMapping: [{ RoleId: "nowhere" }],
};

export function refusedBlock(world: World, dice: Dice): Block | undefined {
  const block = world.copy().add(dice.pick(Object.keys(REFUSED) as Kind[]), dice);
  if (!block) return undefined;
  const Properties = { ...block.Properties, ...dice.pick(REFUSED[block.Type] ?? []) };
  delete Properties["DefaultArguments"];
  return { ...block, id: "rRefused", Properties, files: [], file: "resources/refused.json" };
}
