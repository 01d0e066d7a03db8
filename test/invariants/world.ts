import { pathOf } from "../../providers/lifecycle/inputs";
import { catalog } from "../../providers/catalog";
import { toPlatform } from "../../providers/lifecycle/call";
import type { ResourceType } from "../../providers/catalog/type";
import { DEFAULT_SETTINGS, type Settings, type Simulator } from "../../simulator";
import { SECRETS } from "../samples";
import { callsOf } from "../support/expected-calls";
import { attributes, followed, MiniEngine, type Definition } from "../support/mini-engine";
import type { Project } from "../support/project";
import type { Values } from "../support/provider-call";
import { opened, PLANTED } from "../support/secrets";
import { kind } from "./kinds";
import { theStage, type Saved, type Stack } from "./stage";

/** What the platform does in the background is finished at the first look. */
const QUICK: Partial<Settings> = { registration: { polls: 0 }, access: { polls: 0 } };

/** An empty platform, and an engine without state. */
export class World {
  private constructor(
    readonly simulator: Simulator,
    readonly project: Project,
    readonly engine: MiniEngine,
  ) {}

  static async fresh(settings: Partial<Settings> = {}, stack: Stack = "usual"): Promise<World> {
    const { simulator, project, provider } = await theStage();
    simulator.restore({});
    simulator.faults.clear();
    simulator.clearLog();
    Object.assign(simulator.settings, DEFAULT_SETTINGS, QUICK, settings);
    project.forgetJournal();
    return new World(simulator, project, new MiniEngine(await provider(stack)));
  }

  /** As after `up` of these definitions; what was deployed before is restored, as deploying takes longer. */
  static async deployed(definitions: readonly Definition[], stack: Stack = "usual"): Promise<World> {
    const world = await World.fresh({}, stack);
    const { engine, simulator, project } = world;
    const snapshots = (await theStage()).saved;
    const ofStack = snapshots.get(stack) ?? new WeakMap<readonly Definition[], Saved>();
    snapshots.set(stack, ofStack);
    const saved = ofStack.get(definitions);
    if (saved) {
      simulator.restore(saved.objects);
      for (const [name, entry] of saved.state) engine.state.set(name, entry);
      for (const [path, text] of saved.journal) project.write(path, text);
    } else {
      await engine.up(definitions);
      const state = new Map(engine.state);
      ofStack.set(definitions, { objects: simulator.snapshot(), state, journal: project.journal() });
      simulator.clearLog();
    }
    return world;
  }

  /** From now on another stack's process works on the same state, platform and journal. */
  async goOnAs(stack: Stack): Promise<void> {
    this.engine.provider = await (await theStage()).provider(stack);
  }

  /** The calls that the work makes. */
  async calls(work: () => Promise<unknown>): Promise<string[]> {
    this.simulator.clearLog();
    await work();
    return callsOf(this.simulator.log, kind().catalog);
  }

  /** How many objects of a type there are. */
  count(type: ResourceType): number {
    return this.stored(type).length;
  }

  /** The objects of a type, as the simulator itself keeps them. */
  stored(type: ResourceType) {
    return this.simulator.store.all(collectionOf(type.name));
  }

  /** The object of a resource as the platform holds it, with its access and its files. */
  object({ type, logicalId }: Definition): Values {
    const stored = this.simulator.store.get(collectionOf(type), this.standardId(type, logicalId));
    if (!stored) throw new Error(`${logicalId} has no object`);
    return { ...stored.properties, ...stored.access?.granted, files: stored.files };
  }

  id(logicalId: string): string {
    return String(attributes(this.engine.state, logicalId)["id"]);
  }

  /** The id by which the simulator itself knows the object; it differs where the platform generates one itself. */
  standardId(type: string, logicalId: string): string {
    const standard = catalog.get(type)?.id ?? [];
    const isSame = standard.some((key) => typeNamed(type).outputs[key]) || kind().facts === undefined;
    const known = attributes(this.engine.state, logicalId);
    return isSame ? this.id(logicalId) : standard.map((key) => String(known[key])).join("#");
  }

  /** The value as the platform gets it: references followed, secrets in plain text. */
  sent(value: unknown, secrets: Readonly<Record<string, string>> = { ...SECRETS, ...PLANTED }): unknown {
    return opened(
      followed(value, (name) => attributes(this.engine.state, name)),
      secrets,
    );
  }

  /** What a person does in the console; without changes the object is deleted. */
  async byHand({ type, logicalId }: Definition, changes?: Values): Promise<void> {
    const path = `_simulator/objects/${collectionOf(type)}/${encodeURIComponent(this.standardId(type, logicalId))}`;
    await send(`${this.simulator.url}/${path}`, changes ? "PATCH" : "DELETE", changes);
  }

  /** Another user of the API creates an object. */
  async madeBy(user: string, type: ResourceType, sent: unknown): Promise<void> {
    const properties = sent as Values;
    const headers = { Authorization: this.simulator.tokenFor(user), role_id: this.simulator.roleId };
    const body = Object.entries(properties).filter(([key]) => !type.fields[key]?.inPathOnly);
    const { method } = type.create;
    const url = this.simulator.url + pathOf(type.create, properties);
    await send(url, method, toPlatform(type, Object.fromEntries(body)), headers);
  }
}

async function send(url: string, method: string, body: unknown, headers: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${await answer.text()}`);
}

/** Where the simulator itself keeps the objects of a type. */
const collectionOf = (type: string): string => catalog.get(type)?.list.items ?? "";

export function typeNamed(name: string): ResourceType {
  const type = kind().catalog.get(name);
  if (!type) throw new Error(`${name} is not in the catalog`);
  return type;
}
