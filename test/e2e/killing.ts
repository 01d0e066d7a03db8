import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { ONE_CHECKPOINT } from "../../commands/stack";
import { until } from "../support/poll";
import { childrenOf, isRunning, kill } from "../support/processes";
import { Project, lastLine } from "./project";

/** Random but repeatable moments (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Seeds to repeat what a run printed, from KILL_SEEDS=7,8; otherwise so many new ones. */
export function killSeeds(count: number): number[] {
  const given = process.env["KILL_SEEDS"];
  return given ? given.split(",").map(Number) : Array.from({ length: count }, () => Math.floor(Math.random() * 1e9));
}

/** How a run is started, as `killAndGoOn` has it. */
export const MODES = ["by hand", "in one go", "by our command"] as const;

/** What dies of a run of our command. */
const VICTIMS = ["command", "CLI", "provider", "all"] as const;

/**
 * Kills a run in the middle; the next one must set all right by itself.
 * @param mode `by hand`: plain `pulumi up`, which writes state at every step, loses its CLI; `in one go`: the same where state
 * is written at the end only, as our commands have it; `by our command`: `deploy` loses any of its processes, or all
 */
export async function killAndGoOn(seed: number, mode: (typeof MODES)[number], datasets = 12): Promise<void> {
  const project = await Project.make();
  try {
    describeMany(project, datasets);
    const next = random(seed);
    const calls = 1 + Math.floor(next() * (datasets * 3));
    project.simulator.settings.latency = 40 + Math.floor(next() * 120);
    if (mode === "by our command") {
      const victim = VICTIMS[Math.floor(next() * VICTIMS.length)] ?? "all";
      console.log(`      killed: ${victim}`);
      await killedDeployment(project, calls, victim);
    } else await killedRun(project, calls, mode === "in one go");
    // The orphaned provider process may still be writing when this starts.
    project.simulator.settings.latency = 5;
    await project.deploy();
    assertOnce(project, datasets);
    const { stdout } = await project.plan();
    assert.equal(
      lastLine(stdout),
      `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${String(datasets + 4)} unchanged`,
    );
    assert.deepEqual(project.checkpoint().pending_operations ?? [], []);
  } finally {
    await project.remove();
  }
}

function describeMany(project: Project, datasets: number): void {
  const definitions: Record<string, unknown> = {
    rDomain: { Type: "Domain", Properties: { DomainName: "sales", DisplayName: "Sales" } },
  };
  for (let i = 0; i < datasets; i++) {
    definitions[`rDataset${String(i)}`] = {
      Type: "Dataset",
      Properties: {
        DatasetName: `set_${String(i)}`,
        Domain: { "!DependsOn": "rDomain.DomainName" },
        DatasourceType: "api",
        FileType: "csv",
        TargetLocation: "s3athena",
        TableUpdate: "append",
        DatasetSchema: [{ name: "id", type: "bigint" }],
      },
    };
  }
  for (const value of ["a", "b", "c"]) {
    definitions[`rTag${value}`] = { Type: "Tag", Properties: { TagKey: "team", TagValue: value } };
  }
  project.write("resources/all.json", definitions);
}

/** Starts `pulumi up` and kills the CLI, and nothing else, after so many calls to Amorphic. */
async function killedRun(project: Project, calls: number, inOneGo: boolean): Promise<void> {
  const { pulumi } = await ensureToolchain();
  const cli = spawn(pulumi, ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "local"], {
    cwd: project.directory,
    env: { ...(await project.pulumiEnvironment()), ...(inOneGo && ONE_CHECKPOINT) },
    stdio: "ignore",
  });
  const ended = once(cli, "exit");
  await callsMade(project, calls, () => cli.exitCode === null);
  cli.kill("SIGKILL");
  await ended;
}

/** Starts `deploy` and kills some of its processes after so many calls to Amorphic. */
async function killedDeployment(project: Project, calls: number, victim: (typeof VICTIMS)[number]): Promise<void> {
  const args = [resolve(__dirname, "../../bin/amorphic-cicd"), "deploy", "--stack", "local"];
  const command = spawn(process.execPath, args, { cwd: project.directory, stdio: "ignore" });
  const ended = once(command, "exit");
  await callsMade(project, calls, () => command.exitCode === null);
  const below = (pids: readonly number[], word: string): number[] =>
    pids.flatMap(childrenOf).flatMap(({ pid, command }) => (command.includes(word) ? [pid] : []));
  const own = command.pid === undefined || command.exitCode !== null ? [] : [command.pid];
  const CLI = below(own, "pulumi up");
  const provider = below(CLI, "dynamic-provider");
  const pids = { command: own, CLI, provider, all: [...own, ...CLI, ...provider] };
  pids[victim].forEach(kill);
  await ended;
  await until("the CLI has ended", () => !CLI.some(isRunning));
}

async function callsMade({ simulator }: Project, calls: number, isGoingOn: () => boolean): Promise<void> {
  while (simulator.log.length < calls && isGoingOn()) await new Promise((done) => setTimeout(done, 3));
}

function assertOnce({ simulator }: Project, datasets: number): void {
  const names = (collection: "domains" | "datasets" | "tags", key: string) =>
    simulator.store
      .all(collection)
      .map(({ properties }) => String(properties[key]))
      .sort();
  assert.deepEqual(names("domains", "DomainName"), ["sales"]);
  assert.deepEqual(names("tags", "TagValue"), ["a", "b", "c"]);
  assert.deepEqual(
    names("datasets", "DatasetName"),
    Array.from({ length: datasets }, (_, i) => `set_${String(i)}`).sort(),
  );
  for (const { properties } of simulator.store.all("datasets")) {
    assert.equal(properties["RegistrationStatus"], "completed");
    assert.equal((properties["DatasetSchema"] as unknown[]).length, 1);
  }
}
