import type { Simulator } from "../../../simulator";
import type { Stored } from "../../../simulator/store";
import type { Dice } from "./dice";
import { columns } from "./kind";
import { isOpen, KINDS } from "./kinds";
import type { Settled } from "./expected";
import { liveGrants } from "./wanted";
import type { World } from "./world";

/** Objects that others created, by `collection/id`, as they left them. */
export type Foreign = Map<string, Stored>;

export interface Scene {
  readonly world: World;
  readonly settled: ReadonlyMap<string, Settled>;
  readonly foreign: Foreign;
  /** Secrets that somebody wrote where all can read them. */
  readonly leaked: Set<string>;
}

/** Somebody does something in Amorphic's console. @returns what, or undefined where the platform did not let them */
export async function somethingByHand(
  simulator: Simulator,
  { world, settled, foreign, leaked }: Scene,
  dice: Dice,
): Promise<string | undefined> {
  const ours = [...settled.values()].flatMap(({ wanted, id }) => {
    const stored = simulator.store.get(KINDS[wanted.kind].collection, id);
    return stored ? [{ wanted, stored }] : [];
  });
  const chosen = dice.any(ours);
  if (!chosen) return undefined;
  const { wanted, stored } = chosen;
  const facts = KINDS[wanted.kind];
  const number = ++world.fresh;
  const hand = async (
    method: string,
    body?: object,
    path = `${stored.collection}/${encodeURIComponent(stored.id)}`,
  ) => {
    const options = { method, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${simulator.url}/_simulator/objects/${path}?user=jane`, {
      ...options,
      headers: { "Content-Type": "application/json" },
    });
    return answer.ok
      ? `by hand: ${method} ${wanted.kind} ${wanted.logicalId} ${JSON.stringify(body ?? "")}`
      : undefined;
  };
  const grants = (all: Readonly<Record<string, string>>) => ({
    Grants: Object.entries(all).map(([Grantee, AccessType]) => ({
      ...{ Grantee, AccessType, GranteeType: Grantee.includes("#") ? "tag" : "user" },
    })),
  });

  switch (
    dice.pick([
      "change",
      "change",
      "delete",
      "revoke",
      "level",
      "guest",
      "make",
      "schema",
      "clear",
      "access",
      "leak",
      "fixed",
      "refer",
    ] as const)
  ) {
    case "change": {
      const keys = Object.keys(wanted.properties).filter(
        (key) => key in facts.mutable && isOpen(wanted.kind, wanted.properties, key),
      );
      const key = dice.any(keys);
      return key === undefined ? undefined : hand("PATCH", { [key]: facts.mutable[key]?.(dice, number) });
    }
    case "fixed": {
      const key = dice.any(Object.keys(wanted.properties).filter((name) => name in facts.fixed));
      if (key === undefined || !isOpen(wanted.kind, wanted.properties, key)) return undefined;
      return hand("PATCH", { [key]: dice.pick(facts.fixed[key] ?? []) });
    }
    case "refer": {
      const key = dice.any(Object.keys(facts.refers).filter((name) => !facts.key.includes(name)));
      const [kind, attribute = ""] = facts.refers[key ?? ""] ?? [];
      const other = dice.any(ours.filter((one) => one.wanted.kind === kind));
      if (key === undefined || !other) return undefined;
      return hand("PATCH", { [key]: other.stored.properties[attribute] ?? null });
    }
    case "clear": {
      const keys = Object.keys(wanted.properties).filter((key) => key in facts.defaults && facts.mutable[key]);
      const key = dice.any(keys);
      return key === undefined ? undefined : hand("PATCH", { [key]: null });
    }
    case "delete": {
      const isSlow = simulator.settings.slowDelete;
      simulator.settings.slowDelete = false;
      const done = await hand("DELETE");
      simulator.settings.slowDelete = isSlow;
      return done;
    }
    case "revoke": {
      const who = dice.any(Object.keys(wanted.grants ?? {}));
      const left = Object.entries(liveGrants(stored)).filter(([grantee]) => grantee !== who);
      return who === undefined ? undefined : hand("PATCH", grants(Object.fromEntries(left)));
    }
    case "level": {
      const who = dice.any(Object.keys(wanted.grants ?? {}));
      return who === undefined
        ? undefined
        : hand("PATCH", grants({ ...liveGrants(stored), [who]: dice.pick(["owner", "editor"]) }));
    }
    case "guest":
      return facts.isShareable
        ? hand("PATCH", grants({ ...liveGrants(stored), [`guest-${number}`]: "editor" }))
        : undefined;
    case "make": {
      const made = await hand("POST", { TagKey: "others", TagValue: `t${number}` }, "tags");
      const tag = simulator.store.get("tags", `others#t${number}`);
      if (tag) foreign.set(`tags/${tag.id}`, structuredClone(tag));
      return made;
    }
    case "schema":
      return "DatasetSchema" in wanted.properties ? hand("PATCH", { DatasetSchema: columns(dice, number) }) : undefined;
    case "access":
      return wanted.kind === "Job" ? hand("PATCH", { DatasetAccess: { Owner: [], ReadOnly: [] } }) : undefined;
    case "leak": {
      const key = Object.keys(wanted.properties).find((name) => name.endsWith("Description"));
      const secret = dice.any(world.secretsInUse());
      if (key === undefined || secret === undefined) return undefined;
      leaked.add(secret);
      return hand("PATCH", { [key]: `it is ${secret}, really` });
    }
  }
}
