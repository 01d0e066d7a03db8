import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Rehearsal } from "../../tools/rehearse/rehearsal";
import type { Run, StageResult } from "../../tools/rehearse/run";

/** Another commit on top of what is pushed. */
const withTags =
  (...keys: string[]) =>
  (directory: string): void => {
    const tags = keys.map((key) => [`r${key}`, { Type: "Tag", Properties: { TagKey: key, TagValue: "a" } }]);
    writeFileSync(join(directory, "resources/tags/more.json"), JSON.stringify(Object.fromEntries(tags)));
  };

describe("runs of the pipeline of the sample stack dev, rehearsed", function () {
  this.timeout(600_000);
  let rehearsal: Rehearsal;
  let output = "";

  beforeEach(async () => {
    output = "";
    rehearsal = await Rehearsal.open({
      stack: "dev",
      repository: resolve(__dirname, "../.."),
      realism: { install: false, online: false },
      output: (text) => (output += text),
    });
  });
  afterEach(() => (rehearsal as Rehearsal | undefined)?.close());

  const told = (results: readonly StageResult[]) =>
    results.map(({ stage, isGood, said }) => `${stage} ${isGood ? "passed" : "failed"} ${said}`.trimEnd());
  /** What the later stages need; the scans of Validate have a test of their own. */
  const start = async (change: (directory: string) => void): Promise<Run> => {
    const run = await rehearsal.push(change);
    assert.deepEqual(told(await run.stage("Validate", { from: "Tool" })), ["Validate Tool passed"], output);
    return run;
  };
  /** Runs all that comes before the deployment. @returns the stage that the run is in then, which accepts no other run */
  const untilDeployed = async (run: Run): Promise<string> => {
    for (const { name, actions } of run.stages.slice(1)) {
      const deploy = actions.findIndex((action) => action.name === "Deploy");
      const before = actions[deploy - 1]?.name;
      if (deploy < 0) await run.stage(name);
      else if (before) await run.stage(name, { to: before });
      if (deploy >= 0) return name;
    }
    throw new Error("nothing is deployed");
  };
  const planned = (creates: number, unchanged: number) =>
    `Plan: ${creates} to create, 0 to update, 0 to replace, 0 to delete, ${unchanged} unchanged`;

  it("plan only what their own commit changes, even if one starts while another waits to be deployed", async () => {
    const first = await start(withTags("One"));
    const held = await untilDeployed(first);
    const second = await start(withTags("One", "Two"));
    for (const { name } of second.stages.slice(1)) {
      if (name === held) break;
      await second.stage(name);
    }
    assert.deepEqual(told(await first.stage(held, { from: "Deploy" })), ["Deploy passed"], output);
    assert.deepEqual(told(await second.stage(held)), [`Deploy Plan passed ${planned(1, 8)}`, "Deploy passed"], output);
  });

  it("finish what a failed deployment has left, with the approved plan or with a new one", async () => {
    const run = await start(withTags("One"));
    rehearsal.simulator.faults.add({
      match: { method: "POST", nth: 2, times: 1 },
      fault: { kind: "status", status: 400 },
    });
    const failed = await run.stage("Deploy");
    assert.deepEqual(
      failed.map(({ stage, isGood }) => [stage, isGood]),
      [
        ["Deploy Plan", true],
        ["Deploy", false],
      ],
      output,
    );
    rehearsal.simulator.faults.clear();
    assert.deepEqual(told(await run.stage("Deploy", { from: "Deploy" })), ["Deploy passed"], output);
    assert.match(output, /^approved, but already done or no longer needed: \+ create /m);
    assert.deepEqual(told(await run.stage("Deploy")), [`Deploy Plan passed ${planned(0, 8)}`, "Deploy passed"], output);
  });
});
