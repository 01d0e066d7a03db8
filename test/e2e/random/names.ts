import type { Dice } from "./dice";
import { nameKey } from "./kinds";
import { nameOf, tagName, without, type Block, type World } from "./world";

/** The name alone; whatever writes the name out goes along. */
export function nameAnew(world: World, block: Block | undefined, name: string): Block | undefined {
  if (!block) return undefined;
  const [before, key] = [nameOf(block), nameKey(block.Type)];
  const tag = block.Type === "Tag" ? tagName(block) : undefined;
  block.Properties[key] = name;
  for (const other of world.blocks) {
    if (block.Type === "Domain" && other.Properties["Domain"] === before) other.Properties["Domain"] = name;
    if (tag !== undefined && other.Share?.[tag]) {
      other.Share = { ...without(other.Share, tag), [tagName(block)]: other.Share[tag] };
    }
  }
  return block;
}

/** Takes the block out, and whatever cannot be without it. */
export function remove(world: World, block: Block): void {
  const isUser = (other: Block) =>
    other.Type === "Dataset" &&
    (world.usersOf(block).includes(other) || (block.Type === "Domain" && other.Properties["Domain"] === nameOf(block)));
  const users = world.blocks.filter(isUser);
  world.blocks = world.blocks.filter((other) => other !== block);
  users.forEach((user) => remove(world, user));
  for (const other of world.blocks) {
    if (world.usersOf(block).includes(other)) {
      for (const key of ["DatasetAccess", "SharedLibraries"]) {
        if (JSON.stringify(other.Properties[key] ?? "").includes(`"${block.id}.`)) {
          other.Properties[key] = key === "DatasetAccess" ? { Owner: [], ReadOnly: [] } : [];
        }
      }
    }
    if (block.Type === "Tag" && other.Share) other.Share = without(other.Share, tagName(block));
  }
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

/** One is taken out, and another takes its name. */
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

/** Two of one kind, in one domain if that is part of their name. */
function twoAlike(world: World, dice: Dice): (Block | undefined)[] {
  const one = dice.any(world.blocks);
  const place = (block: Block) => JSON.stringify(block.Type === "Dataset" ? block.Properties["Domain"] : "");
  const alike = world.blocks.filter(
    (block) => block !== one && block.Type === one?.Type && place(block) === place(one),
  );
  return [one, dice.any(alike)];
}
