import type { Dice } from "./dice";
import { ALL_KINDS, KINDS, nameKey } from "./kinds";
import { accessTo, fileFor, nameOf, tagName, type Block, type Level, type World } from "./world";

/** Changes the definitions. @returns what was done, or undefined where there is nothing to do it to */
export type Edit = (world: World, dice: Dice) => string | undefined;

/** Edits after which the definitions are right, by name, with how often each is taken. */
export const EDITS: Readonly<Record<string, readonly [number, Edit]>> = {
  add: [4, (world, dice) => told("add", world.add(dice.pick(ALL_KINDS), dice))],
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
  otherDomain: [1, otherDomain],
  otherDatasource: [1, otherDatasource],
  handOver: [1, handOver],
  swapNames: [1, swapNames],
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
  if (!block || key === undefined) return undefined;
  if (key === "DatasetSchema" && block.Properties["TargetLocation"] === "s3") return undefined;
  block.Properties[key] = KINDS[block.Type].mutable[key]?.(dice, ++world.fresh);
  return `change ${key} of ${block.id}`;
}

function leaveOut(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks);
  const optional = Object.keys(block?.Properties ?? {}).filter(
    (key) => block && (key in KINDS[block.Type].mutable || key in KINDS[block.Type].defaults) && key !== "DisplayName",
  );
  const key = dice.any(optional);
  if (!block || key === undefined) return undefined;
  block.Properties = without(block.Properties, key);
  return `leave ${key} of ${block.id} out`;
}

function changeFixed(world: World, dice: Dice): string | undefined {
  const block = dice.any(world.blocks);
  const key = block && dice.any(Object.keys(KINDS[block.Type].fixed));
  if (!block || key === undefined) return undefined;
  const value = dice.pick(KINDS[block.Type].fixed[key] ?? []);
  block.Properties[key] = value;
  return `set ${key} of ${block.id} to ${String(value)}`;
}

/** The name alone; whatever writes the name out goes along. */
function nameAnew(world: World, block: Block | undefined, name: string): Block | undefined {
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

/** Takes a block out, with all that cannot be without it. */
function removeAny(world: World, dice: Dice): Block | undefined {
  const block = world.blocks.length > 2 ? dice.any(world.blocks) : undefined;
  if (block) remove(world, block);
  return block;
}

function remove(world: World, block: Block): void {
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

function changeLogicalId(world: World, dice: Dice, isSaid: boolean): string | undefined {
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

function forgetRename(world: World, dice: Dice): string | undefined {
  return on(dice.any(world.blocks.filter(({ RenamedFrom }) => RenamedFrom)), "forget earlier names of", (block) => {
    delete block.RenamedFrom;
  });
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

function otherDomain(world: World, dice: Dice): string | undefined {
  const domain = dice.any(world.of("Domain"));
  return (
    domain &&
    on(dice.any(world.of("Dataset")), `put into ${domain.id}`, (block) => {
      block.Properties["Domain"] = { "!DependsOn": `${domain.id}.DomainName` };
    })
  );
}

function otherDatasource(world: World, dice: Dice): string | undefined {
  const source = dice.any(world.of("Datasource"));
  return (
    source &&
    on(dice.any(world.of("Dataset")), `feed from ${source.id}`, (block) => {
      block.Properties["DatasourceId"] = { "!DependsOn": `${source.id}.DatasourceId` };
    })
  );
}

/** One is taken out, and another takes its name. */
function handOver(world: World, dice: Dice): string | undefined {
  const [gone, heir] = twoAlike(world, dice);
  if (!gone || !heir || world.usersOf(gone).length > 0) return undefined;
  const name = nameOf(gone);
  remove(world, gone);
  nameAnew(world, heir, name);
  return `remove ${gone.id}, and give its name to ${heir.id}`;
}

function swapNames(world: World, dice: Dice): string | undefined {
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

function without<T>(object: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}
