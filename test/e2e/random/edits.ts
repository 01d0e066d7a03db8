import type { Dice } from "./dice";
import { ALL_KINDS, isOpen, KINDS } from "./kinds";
import { changeLogicalId, forgetRename, handOver, nameAnew, remove, swapNames } from "./names";
import { accessTo, reference } from "./new-block";
import { fileFor, tagName, without, type Block, type Level, type World } from "./world";

/** Changes the definitions. @returns what was done, or undefined if there is nothing to change */
export type Edit = (world: World, dice: Dice) => string | undefined;

/** Edits after which the definitions are valid, by name, with how often each is chosen. */
const EDITS: Readonly<Record<string, readonly [number, Edit]>> = {
  add: [5, (world, dice) => told("add", world.add(dice.pick(ALL_KINDS), dice))],
  remove: [3, (world, dice) => told("remove", removeAny(world, dice))],
  change: [6, change],
  leaveOut: [2, leaveOut],
  changeFixed: [2, changeFixed],
  renameByName: [
    2,
    (world, dice) => told("give another name to", nameAnew(world, dice.any(world.blocks), `other_${++world.fresh}`)),
  ],
  changeLogicalId: [2, (world, dice) => changeLogicalId(world, dice, true)],
  renameUnsaid: [1, (world, dice) => changeLogicalId(world, dice, false)],
  forgetRename: [1, forgetRename],
  move: [2, (world, dice) => on(dice.any(world.blocks), "move", (block) => (block.file = fileFor(dice)))],
  reorder: [1, reorder],
  rotate: [2, rotate],
  changeVariable: [1, changeVariable],
  share: [4, share],
  script: [2, script],
  moveScript: [1, moveScript],
  access: [2, access],
  referElsewhere: [3, referElsewhere],
  handOver: [2, handOver],
  swapNames: [2, swapNames],
};

export function anyEdit(world: World, dice: Dice): string {
  const names = Object.entries(EDITS).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));
  for (;;) {
    const done = EDITS[dice.pick(names)]?.[1](world, dice);
    if (done !== undefined) return done;
  }
}

const told = (what: string, block: Block | undefined): string | undefined => block && `${what} ${block.id}`;

function on(block: Block | undefined, what: string, change: (block: Block) => unknown): string | undefined {
  if (!block) return undefined;
  change(block);
  return told(what, block);
}

function change(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks);
  const key = block && dice.any(Object.keys(KINDS[block.Type].mutable));
  if (!block || key === undefined || !isOpen(block.Type, block.Properties, key)) return undefined;
  block.Properties[key] = KINDS[block.Type].mutable[key]?.(dice, ++world.fresh);
  return `change ${key} of ${block.id}`;
}

function leaveOut(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks);
  const { mutable, defaults, required } = KINDS[block?.Type ?? "Tag"];
  const key = dice.any(
    Object.keys(block?.Properties ?? {}).filter(
      (name) => (name in mutable || name in defaults) && !required.includes(name),
    ),
  );
  if (!block || key === undefined) return undefined;
  block.Properties = without(block.Properties, key);
  return `leave ${key} of ${block.id} out`;
}

function changeFixed(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks);
  const key = block && dice.any(Object.keys(KINDS[block.Type].fixed));
  if (!block || key === undefined || !isOpen(block.Type, block.Properties, key)) return undefined;
  const value = dice.pick(KINDS[block.Type].fixed[key] ?? []);
  block.Properties[key] = value;
  return `set ${key} of ${block.id} to ${JSON.stringify(value)}`;
}

function removeAny(world: World, dice: Dice): Block | undefined {
  const block = world.blocks.length > 2 ? dice.any(world.blocks) : undefined;
  if (block) remove(world, block);
  return block;
}

function reorder(world: World, dice: Dice): string {
  world.blocks = dice.shuffled(world.blocks);
  const block = dice.pick(world.blocks);
  block.Properties = Object.fromEntries(dice.shuffled(Object.entries(block.Properties)));
  const words = block.Properties["Keywords"];
  if (Array.isArray(words)) block.Properties["Keywords"] = dice.shuffled(words);
  return `reorder all, and ${block.id}`;
}

function rotate(world: World, dice: Dice): string | undefined {
  const variable = dice.any(Object.keys(world.secrets));
  if (variable === undefined) return undefined;
  world.secrets[variable] = world.secret(dice);
  return `rotate ${variable}`;
}

function changeVariable(world: World, dice: Dice): string | undefined {
  const variable = dice.any(Object.keys(world.secrets));
  if (variable === undefined) return undefined;
  const other = `${variable}_${++world.fresh}`;
  world.secrets[other] = world.secrets[variable] ?? "";
  for (const block of world.blocks) {
    const text = JSON.stringify(block.Properties).replaceAll(`{"!Environ":"${variable}"}`, `{"!Environ":"${other}"}`);
    block.Properties = JSON.parse(text) as Record<string, unknown>;
  }
  return `take the secret of ${variable} from ${other}`;
}

function share(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks.filter(({ Type }) => KINDS[Type].isShareable));
  if (!block) return undefined;
  const who = dice.pick([...world.of("Tag").map(tagName), "user-0", "user-1", "user-2"]);
  if (dice.chance(0.15)) delete block.Share;
  else if (block.Share && dice.chance(0.4))
    block.Share = without(block.Share, dice.any(Object.keys(block.Share)) ?? "");
  else block.Share = { ...block.Share, [who]: dice.pick<Level>(["Owner", "Editor", "ReadOnly"]) };
  return `share ${block.id} with ${JSON.stringify(block.Share)}`;
}

function script(world: World, dice: Dice): string | undefined {
  const path = dice.any(world.blocks.flatMap(({ files }) => files));
  if (path === undefined) return undefined;
  world.files[path] = `print(${++world.fresh})\n`;
  return `edit ${path}`;
}

function moveScript(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.of("Job"));
  const path = block?.files[0];
  if (!block || path === undefined) return undefined;
  const other = dice.chance(0.5)
    ? path.replace(/^resources\/(?:moved\/)?/, "resources/moved/")
    : path.replace(".py", "x.py");
  world.files[other] = world.files[path] ?? "";
  block.files = [other];
  return `move ${path} to ${other}`;
}

function access(world: World, dice: Dice): string | undefined {
  const job = dice.any(world.of("Job"));
  const sets = dice.shuffled(world.of("Dataset")).slice(0, dice.below(4));
  return on(job, `give ${sets.map(({ id }) => id).join(", ")} to`, (block) => {
    const [owned, read] = [sets.slice(0, 1), sets.slice(1)];
    block.Properties["DatasetAccess"] = { Owner: owned.map(accessTo), ReadOnly: read.map(accessTo) };
  });
}

function referElsewhere(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks);
  const key = block && dice.any(Object.keys(KINDS[block.Type].refers));
  const other = key && reference(world, block.Type, key, dice);
  return other && on(block, `let ${JSON.stringify(other)} be of`, ({ Properties }) => Object.assign(Properties, other));
}
