import assert from "node:assert/strict";
import { Project, lastLine } from "./project";

const tags = Object.fromEntries(
  ["a", "b", "c", "d", "e", "f"].map((value) => [
    `rTag${value}`,
    { Type: "Tag", Properties: { TagKey: "team", TagValue: value } },
  ]),
);

describe("a run that fails half-way", function () {
  this.timeout(240_000);
  let project: Project;

  beforeEach(async () => {
    project = await Project.make();
  });
  afterEach(() => project.remove());

  it("stops sending when the token expires, and continues with the next token", async () => {
    project.write("resources/all.json", tags);
    project.simulator.settings.latency = 50;
    project.edit("Pulumi.local.yaml", "amorphic:protect: []", "amorphic:protect: []\n  amorphic:maxConcurrency: 1");
    project.simulator.faults.add({ match: { method: "POST", nth: 3 }, fault: { kind: "expire-token" } });
    const { code, stdout, stderr } = await project.cli("deploy", "--stack", "local");
    assert.equal(code, 1);
    assert.match(stdout + stderr, /token/);
    const refused = project.simulator.log.filter(({ status }) => status === 401);
    assert.ok(refused.length <= 2, "after the first refusal nothing is sent but what was on its way");
    assert.equal(project.simulator.store.all("tags").length, 2);

    project.simulator.renewToken();
    project.announce();
    await project.deploy();
    assert.equal(project.simulator.store.all("tags").length, 6);
  });

  it("repeats the step that failed, and nothing else", async () => {
    project.useSample();
    project.simulator.faults.add({
      match: { path: "/resourceaccess$", method: "POST" },
      fault: { kind: "fail-access", message: "GE-1034 - no such role" },
    });
    const failed = await project.cli("deploy", "--stack", "local");
    assert.equal(failed.code, 1);
    assert.match(
      failed.stderr,
      /^error: Job "daily_revenue" \(rDailyRevenue\): setAccess ended with Status "failed": GE-1034 - no such role/m,
    );

    project.simulator.faults.clear();
    const { stdout } = await project.plan();
    assert.match(stdout, /setAccess: still pending from an earlier run/);
    assert.equal(lastLine(stdout), "Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 6 unchanged");
    project.simulator.clearLog();
    await project.deploy();
    const writes = project.simulator.log
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => [method, path]);
    const [job] = project.simulator.store.all("jobs");
    assert.deepEqual(writes, [["POST", `/jobs/${job?.id ?? ""}/resourceaccess`]]);
    assert.equal(
      lastLine((await project.plan()).stdout),
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 7 unchanged",
    );
  });

  it("refuses somebody else's object, and imports it once it is listed for import", async () => {
    project.write("resources/all.json", { rTag: { Type: "Tag", Properties: { TagKey: "team", TagValue: "a" } } });
    await fetch(`${project.simulator.url}/_simulator/objects/tags`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ TagKey: "team", TagValue: "a", TagDescription: "by hand" }),
    });
    const refused = await project.cli("deploy", "--stack", "local");
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /Tag "team\.a" \(rTag\) cannot be created: Amorphic already has one .* this stack did not create it/,
    );
    assert.equal(project.simulator.store.all("tags")[0]?.properties["TagDescription"], "by hand");

    project.edit("Pulumi.local.yaml", "amorphic:protect: []", "amorphic:protect: []\n  amorphic:import: [rTag]");
    await project.deploy();
    assert.equal(project.simulator.store.all("tags").length, 1);
  });
});
