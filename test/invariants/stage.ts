/** What all invariants share because it starts slowly: the simulator, a project directory, one process a stack. */
import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { startSimulator, type Simulator } from "../../simulator";
import { FILES, SECRETS } from "../samples";
import { Project } from "../support/project";
import { startProvider, type ProviderProcess } from "../support/provider-process";
import { leaks, PLANTED, ROTATED } from "../support/secrets";

/** Logical ids that the guarded stack lets through and takes over. */
export const ALLOWED = "allowed";
export const IMPORTED = "imported";

const CONFIG = {
  "amorphic:apiUrl": "simulator",
  "amorphic:protect": "[]",
  "amorphic:fingerprintKey": "0123456789abcdef0123456789abcdef",
};

const STACKS = {
  usual: { config: CONFIG, environment: { ...SECRETS, ...PLANTED } },
  /** Lets a create of every type be on its way at once. */
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

export interface Stage {
  readonly simulator: Simulator;
  readonly project: Project;
  /** The stack's process, started when it is first asked for. */
  readonly provider: (stack: Stack) => Promise<ProviderProcess>;
  /** A process that a test may end. */
  readonly ownProvider: (stack: Stack) => Promise<ProviderProcess>;
  /** What the processes said so far, to the engine and to the terminal. */
  readonly said: () => Buffer[];
}

let stage: Promise<Stage> | undefined;
let stop = (): Promise<void> => Promise.resolve();

export const theStage = (): Promise<Stage> => (stage ??= build());

async function build(): Promise<Stage> {
  const simulator = await startSimulator();
  const project = new Project(simulator, FILES);
  const all: ProviderProcess[] = [];
  const shared = new Map<Stack, Promise<ProviderProcess>>();
  stop = async () => {
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
  return { simulator, project, provider, ownProvider: start, said };
}

before(async function () {
  this.timeout(60_000);
  await (await theStage()).provider("usual");
});

after(async () => {
  const { said, simulator } = await theStage();
  const found = leaks(said(), [simulator.token, CONFIG["amorphic:fingerprintKey"]]);
  await stop();
  assert.deepEqual(found, [], "a secret came out in one of the tests");
});
