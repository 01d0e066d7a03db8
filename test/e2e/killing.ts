import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { run } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { ONE_CHECKPOINT } from "../../commands/shared/stack";
import { randomFrom } from "../../simulator/echo";
import { until } from "../support/poll";
import { kill, processesIn } from "../support/processes";
import { Project, lastLine } from "./project";

/** The seeds of KILL_SEEDS=7,8, to repeat runs that printed them; otherwise so many new ones. */
export function killSeeds(count: number): number[] {
  const given = process.env["KILL_SEEDS"];
  return given ? given.split(",").map(Number) : Array.from({ length: count }, () => Math.floor(Math.random() * 1e9));
}

/** How a run is started; `killAndGoOn` explains them. */
export const MODES = ["by hand", "in one go", "by our command"] as const;

/** Which process of our command is killed. */
export const VICTIMS = ["command", "CLI", "provider", "all"] as const;

/** What the killed run was meant to do. */
export const WORKS = ["creates", "changes"] as const;

interface Run {
  readonly mode: (typeof MODES)[number];
  /** `creates`: everything; `changes`: updates, replaces, deletes and creates some of it. */
  readonly work: (typeof WORKS)[number];
  readonly datasets?: number;
}

/**
 * Kills a run in the middle; the next one must repair everything by itself: `deploy` or, with some seeds, `pulumi up`.
 * @param run.mode `by hand`: plain `pulumi up`, which writes state at every step, loses its CLI; `in one go`: the same where
 * state is written at the end only, as our commands have it; `by our command`: `deploy` loses any of its processes, or all
 */
export async function killAndGoOn(seed: number, { mode, work, datasets = 12 }: Run): Promise<void> {
  const project = await Project.make();
  try {
    const next = randomFrom(seed);
    const { simulator } = project;
    if (work === "changes") {
      project.write("resources/all.json", definitions(range(datasets), "made"));
      await project.deploy();
    }
    const before = idsOf(project);
    // Two are deleted, two are created.
    const wanted = work === "creates" ? range(datasets) : range(datasets, 2);
    project.write("resources/all.json", definitions(wanted, work === "creates" ? "made" : "changed"));

    simulator.clearLog();
    const calls = 1 + Math.floor(next() * (datasets * 3));
    const isTime = () => simulator.log.length >= calls;
    simulator.settings.latency = 40 + Math.floor(next() * 120);
    if (mode === "by our command") {
      const victim = VICTIMS[Math.floor(next() * VICTIMS.length)] ?? "all";
      console.log(`      killed: ${victim}`);
      await killedDeployment(project, isTime, victim);
    } else await killedRun(project, isTime, mode === "in one go");
    // The orphaned provider process may still be writing when this starts.
    simulator.settings.latency = 5;
    if (next() < 0.5) await project.deploy();
    else await goOnByHand(project);

    assertOnce(project, wanted, work === "creates" ? "made" : "changed");
    for (const [name, id] of idsOf(project)) {
      const stays = !isReplaced(Number(name.slice("set_".length)));
      if (before.has(name) && stays) assert.equal(id, before.get(name), `${name} was lost and created again`);
    }
    const { stdout } = await project.plan();
    assert.equal(
      lastLine(stdout),
      `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${String(wanted.length + 4)} unchanged`,
    );
    assert.deepEqual(project.checkpoint().pending_operations ?? [], []);
  } finally {
    await project.remove();
  }
}

/** Numbers of datasets. */
const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);

/** Whether a change of the dataset is one that cannot be made in place. */
const isReplaced = (number: number): boolean => number % 3 === 0;

/** A domain, these datasets and three tags; `changed`, each dataset says something else. */
function definitions(numbers: readonly number[], state: "made" | "changed"): Record<string, unknown> {
  const datasets = numbers.map((number) => [
    `rDataset${String(number)}`,
    {
      Type: "Dataset",
      Properties: {
        DatasetName: `set_${String(number)}`,
        DatasetDescription: state,
        Domain: { "!DependsOn": "rDomain.DomainName" },
        DatasourceType: "api",
        FileType: state === "changed" && isReplaced(number) ? "tsv" : "csv",
        TargetLocation: "s3athena",
        TableUpdate: "append",
        DatasetSchema: [{ name: "id", type: "bigint" }],
      },
    },
  ]);
  return {
    rDomain: { Type: "Domain", Properties: { DomainName: "sales", DisplayName: "Sales" } },
    ...(Object.fromEntries(datasets) as Record<string, unknown>),
    ...Object.fromEntries(
      ["a", "b", "c"].map((value) => [
        `rTag${value}`,
        { Type: "Tag", Properties: { TagKey: "team", TagValue: value } },
      ]),
    ),
  };
}

const idsOf = ({ simulator }: Project): Map<string, unknown> =>
  new Map(
    simulator.store
      .all("datasets")
      .map(({ properties }) => [String(properties["DatasetName"]), properties["DatasetId"]]),
  );

/** As somebody would who knows of our command only how to release a lock. */
async function goOnByHand(project: Project): Promise<void> {
  await project.cli("locks", "--stack", "local", "--release");
  const { pulumi } = await ensureToolchain();
  const told = await run(pulumi, UP, { cwd: project.directory, env: await project.pulumiEnvironment() });
  assert.equal(told.code, 0, `${told.stdout}${told.stderr}`);
  // Only our command settles what was pending when the run was killed.
  await project.deploy();
}

const UP = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "local"];

/** Starts `pulumi up` and kills the CLI, and nothing else, when it is time. */
async function killedRun(project: Project, isTime: () => boolean, inOneGo: boolean): Promise<void> {
  const { pulumi } = await ensureToolchain();
  const cli = spawn(pulumi, UP, {
    cwd: project.directory,
    env: { ...(await project.pulumiEnvironment()), ...(inOneGo && ONE_CHECKPOINT) },
    stdio: "ignore",
  });
  const ended = once(cli, "exit");
  await time(isTime, () => cli.exitCode === null);
  cli.kill("SIGKILL");
  await ended;
}

/** Starts `deploy` and kills some of its processes when it is time; that may be never. */
export async function killedDeployment(
  project: Project,
  isTime: () => boolean,
  victim: (typeof VICTIMS)[number],
  options: readonly string[] = [],
): Promise<void> {
  const args = [resolve(__dirname, "../../bin/amorphic-cicd"), "deploy", "--stack", "local", ...options];
  const env = { ...process.env, ...project.environment };
  const command = spawn(process.execPath, args, { cwd: project.directory, env, stdio: "ignore" });
  const ended = once(command, "exit");
  await time(isTime, () => command.exitCode === null);
  const working = (word: string): number[] =>
    processesIn(project.directory).flatMap((process) => (process.command.includes(word) ? [process.pid] : []));
  const own = command.pid === undefined || command.exitCode !== null ? [] : [command.pid];
  const CLI = working("pulumi up");
  const provider = working("dynamic-provider");
  const pids = { command: own, CLI, provider, all: [...own, ...CLI, ...provider] };
  pids[victim].forEach(kill);
  await ended;
  // Also one that was started while we looked.
  await until("the CLI has ended", () => working("pulumi up").length === 0);
}

async function time(isTime: () => boolean, isGoingOn: () => boolean): Promise<void> {
  while (!isTime() && isGoingOn()) await new Promise((done) => setTimeout(done, 3));
}

function assertOnce({ simulator }: Project, datasets: readonly number[], state: string): void {
  const names = (collection: "domains" | "datasets" | "tags", key: string) =>
    simulator.store
      .all(collection)
      .map(({ properties }) => String(properties[key]))
      .sort();
  assert.deepEqual(names("domains", "DomainName"), ["sales"]);
  assert.deepEqual(names("tags", "TagValue"), ["a", "b", "c"]);
  assert.deepEqual(names("datasets", "DatasetName"), datasets.map((number) => `set_${String(number)}`).sort());
  for (const { properties } of simulator.store.all("datasets")) {
    assert.deepEqual([properties["RegistrationStatus"], properties["DatasetDescription"]], ["completed", state]);
    assert.equal((properties["DatasetSchema"] as unknown[]).length, 1);
  }
}
