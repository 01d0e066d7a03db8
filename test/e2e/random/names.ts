import type { Dice } from "./dice";
import { KINDS, nameKey, placeOf } from "./kinds";
import { namedIn, nameOf, tagName, without, type Block, type World } from "./world";

/** Changes only the name; whatever writes the name out follows. */
export function nameAnew(world: World, block: Block | undefined, name: string): Block | undefined {
  if (!block) return undefined;
  const before = namedIn(block);
  const users = world.dependentsOf(block);
  block.Properties[nameKey(block.Type)] = name;
  const after = namedIn(block);
  for (const { Type, Properties } of users) {
    for (const key of Object.keys(KINDS[Type].refers)) if (Properties[key] === before) Properties[key] = after;
  }
  for (const other of block.Type === "Tag" ? world.blocks : []) {
    const level = other.Share?.[before];
    if (other.Share && level) other.Share = { ...without(other.Share, before), [after]: level };
  }
  return block;
}

/** Removes the block, and whatever cannot exist without it. */
export function remove(world: World, block: Block): void {
  const dependents = world.dependentsOf(block);
  world.blocks = world.blocks.filter((other) => other !== block);
  dependents.forEach((user) => remove(world, user));
  for (const { Type, Properties } of world.usersOf(block)) {
    for (const [key, empty] of Object.entries(KINDS[Type].uses)) {
      if (JSON.stringify(Properties[key] ?? "").includes(`"${block.id}.`)) Properties[key] = structuredClone(empty);
    }
  }
  if (block.Type !== "Tag") return;
  for (const other of world.blocks) if (other.Share) other.Share = without(other.Share, tagName(block));
}

export function changeLogicalId(world: World, dice: Dice, isSaid: boolean): string | undefined {
  const block = dice.any(world.blocks);
  if (!block) return undefined;
  const [before, after] = [block.id, `rNew${++world.fresh}`];
  world.blocks = world.blocks.map(
    (other) =>
      JSON.parse(JSON.stringify(other).replaceAll(`"!DependsOn":"${before}.`, `"!DependsOn":"${after}.`)) as Block,
  );
  const renamed = world.get(before);
  if (!renamed) return undefined;
  renamed.id = after;
  if (isSaid) renamed.RenamedFrom = [...(renamed.RenamedFrom ?? []), before];
  else delete renamed.RenamedFrom;
  return `rename ${before} to ${after}${isSaid ? "" : ", unsaid"}`;
}

export function forgetRename(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks.filter(({ RenamedFrom }) => RenamedFrom));
  if (!block) return undefined;
  delete block.RenamedFrom;
  return `forget earlier names of ${block.id}`;
}

/** One is removed, and another gets its name. */
export function handOver(world: World, dice: Dice): string | undefined {
  const [gone, heir] = twoAlike(world, dice);
  if (!gone || !heir || world.usersOf(gone).length > 0) return undefined;
  const name = nameOf(gone);
  remove(world, gone);
  nameAnew(world, heir, name);
  return `remove ${gone.id}, and give its name to ${heir.id}`;
}

export function swapNames(world: World, dice: Dice): string | undefined {
  const [one, other] = twoAlike(world, dice);
  if (!one || !other || one.Type === "Domain" || one.Type === "Tag") return undefined;
  const [key, name] = [nameKey(one.Type), nameOf(one)];
  one.Properties[key] = nameOf(other);
  other.Properties[key] = name;
  return `swap the names of ${one.id} and ${other.id}`;
}

/** Two of one kind, in one place if that is part of their name. */
function twoAlike(world: World, dice: Dice): (Block | undefined)[] {
  const one = dice.any(world.blocks);
  const place = ({ Type, Properties }: Block) => placeOf(Type, Properties);
  const alike = world.blocks.filter(
    (block) => block !== one && block.Type === one?.Type && place(block) === place(one),
  );
  return [one, dice.any(alike)];
}
