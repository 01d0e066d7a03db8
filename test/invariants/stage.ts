/** What all invariants share because it starts slowly: the simulator, a project directory, one process per stack. */
import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { startSimulator, type Simulator, type Snapshot } from "../../simulator";
import { FILES, SECRETS } from "../samples";
import type { Definition, State } from "../support/mini-engine";
import { Project } from "../support/project";
import { startProvider, type ProviderProcess } from "../support/provider-process";
import { leaks, PLANTED, ROTATED } from "../support/secrets";
import { kind, type Kind } from "./kinds";

/** Logical ids that the guarded stack allows and imports. */
export const ALLOWED = "allowed";
export const IMPORTED = "imported";

const CONFIG = {
  "amorphic:apiUrl": "simulator",
  "amorphic:protect": "[]",
  "amorphic:fingerprintKey": "0123456789abcdef0123456789abcdef",
};

const STACKS = {
  usual: { config: CONFIG, environment: { ...SECRETS, ...PLANTED } },
  /** Lets a create of every type be in flight at once. */
  wide: { config: { ...CONFIG, "amorphic:maxConcurrency": "40" }, environment: { ...SECRETS, ...PLANTED } },
  rotated: { config: CONFIG, environment: { ...SECRETS, ...ROTATED } },
  withoutSecrets: { config: CONFIG, environment: {} },
  guarded: {
    config: {
      ...CONFIG,
      "amorphic:protect": JSON.stringify([...catalog.keys()]),
      "amorphic:allow": JSON.stringify([ALLOWED]),
      "amorphic:import": JSON.stringify([IMPORTED]),
    },
    environment: { ...SECRETS, ...PLANTED },
  },
};

export type Stack = keyof typeof STACKS;

export interface Saved {
  readonly objects: Snapshot;
  readonly state: State;
  readonly journal: ReadonlyMap<string, string>;
}

export interface Stage {
  readonly simulator: Simulator;
  readonly project: Project;
  /** The stack's process, started when it is first asked for. */
  readonly provider: (stack: Stack) => Promise<ProviderProcess>;
  /** A process that a test may end. */
  readonly ownProvider: (stack: Stack) => Promise<ProviderProcess>;
  /** What the processes said so far, to the engine and to the terminal. */
  readonly said: () => Buffer[];
  /** What was deployed once, by stack and definitions. */
  readonly saved: Map<Stack, WeakMap<readonly Definition[], Saved>>;
  readonly stop: () => Promise<void>;
}

const stages = new Map<Kind, Promise<Stage>>();

/** The stage of the kind of platform that the test is about, built when it is first asked for. */
export function theStage(): Promise<Stage> {
  const stage = stages.get(kind()) ?? build(kind());
  stages.set(kind(), stage);
  return stage;
}

async function build({ facts, files }: Kind): Promise<Stage> {
  const simulator = await startSimulator(facts && { facts });
  const project = new Project(simulator, { ...FILES, ...files });
  const all: ProviderProcess[] = [];
  const shared = new Map<Stack, Promise<ProviderProcess>>();
  const stop = async () => {
    await Promise.all(all.map((provider) => provider.stop()));
    await simulator.close();
    project.remove();
  };
  const start = async (stack: Stack) => {
    const provider = await startProvider({ project: project.directory, ...STACKS[stack] });
    all.push(provider);
    return provider;
  };
  const provider = (stack: Stack) => {
    const found = shared.get(stack) ?? start(stack);
    shared.set(stack, found);
    return found;
  };
  const said = () => all.flatMap(({ answers, stderr }) => [...answers, Buffer.from(stderr())]);
  return { simulator, project, provider, ownProvider: start, said, saved: new Map(), stop };
}

/** Stops what a test file has started, after a search for secrets in all that was said. */
export async function leaveStages(): Promise<void> {
  const built = await Promise.all(stages.values());
  stages.clear();
  for (const { said, simulator, stop } of built) {
    await stop();
    const found = leaks(said(), [simulator.token, CONFIG["amorphic:fingerprintKey"]]);
    assert.deepEqual(found, [], "a secret came out in one of the tests");
  }
}
