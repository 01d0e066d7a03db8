import assert from "node:assert/strict";
import { Project, lastLine } from "./project";

/** More than the program declares to the engine at a time. */
const COUNT = 450;

describe("a project of many definitions", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    const tags = Array.from({ length: COUNT }, (_, index) => [
      `rTag${String(index)}`,
      { Type: "Tag", Properties: { TagKey: "team", TagValue: `t${String(index)}` } },
    ]);
    project.write("resources/tags.json", Object.fromEntries(tags));
  });
  after(() => project.remove());

  const deploy = () => project.cli("deploy", "--stack", "local");

  it("stops with one error if one of the first fails, before most are declared", async () => {
    project.simulator.faults.add({
      match: { method: "POST", path: "/tags$", nth: 1 },
      fault: { kind: "status", status: 400, body: { Message: "IPV-1001 - no" } },
    });
    const { code, stderr } = await deploy();
    project.simulator.faults.clear();
    assert.equal(code, 1);
    const errors = stderr.split("\n").filter((line) => line.includes("error"));
    assert.equal(errors.length, 1, stderr);
    assert.match(errors[0] ?? "", /Tag "team\.t\d+" \(rTag\d+\): .*IPV-1001 - no/);
    assert.doesNotMatch(stderr, /promises|Pulumi runtime/);
    const made = project.simulator.store.all("tags").length;
    assert.ok(made < COUNT, `${String(made)} made`);
  });

  it("is completed by the next run, after which nothing differs", async () => {
    const { code, stdout, stderr } = await deploy();
    assert.equal(code, 0, stderr);
    assert.match(
      lastLine(stdout),
      /^Deployed local: \d+ created, 0 updated, 0 replaced, 0 deleted, \d+ unchanged, in /,
    );
    assert.equal(project.simulator.store.all("tags").length, COUNT);
    const plan = await project.plan();
    assert.equal(
      lastLine(plan.stdout),
      `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${String(COUNT)} unchanged`,
    );
  });
});
