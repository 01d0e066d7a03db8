import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { ONE_CHECKPOINT } from "../../commands/deploy/up";
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

/**
 * Kills the CLI, and nothing else, in the middle of a run; the next run must set all right by itself.
 * @param mode `deploy`: state is written at the end only; `by hand`: at every step, as plain `pulumi up` does
 */
export async function killAndGoOn(seed: number, mode: "deploy" | "by hand", datasets = 12): Promise<void> {
  const project = await Project.make();
  try {
    describeMany(project, datasets);
    await killedRun(project, random(seed), mode, datasets);
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

/** Starts `pulumi up` and kills the CLI, and nothing else, after a random number of calls to Amorphic. */
async function killedRun(
  project: Project,
  next: () => number,
  mode: "deploy" | "by hand",
  datasets: number,
): Promise<void> {
  const { pulumi } = await ensureToolchain();
  const calls = 1 + Math.floor(next() * (datasets * 3));
  project.simulator.settings.latency = 40 + Math.floor(next() * 120);
  const cli = spawn(pulumi, ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "local"], {
    cwd: project.directory,
    env: { ...(await project.pulumiEnvironment()), ...(mode === "deploy" && ONE_CHECKPOINT) },
    stdio: "ignore",
  });
  const ended = once(cli, "exit");
  const running = () => cli.exitCode === null;
  while (project.simulator.log.length < calls && running()) await new Promise((resolve) => setTimeout(resolve, 3));
  cli.kill("SIGKILL");
  await ended;
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
