import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastLine } from "./project";
import { TypedProgram } from "./typed-program";

const HEAD = `
import { Tag } from "@amorphic-cicd/providers";
import * as pulumi from "@pulumi/pulumi";
const team = new pulumi.ComponentResource("acme:Team", "team");
new Tag("kept", { TagKey: "team", TagValue: "kept" });
`;
const HANDLER = `
const handler: pulumi.dynamic.ResourceProvider = {
  create: async (inputs) => ({ id: "1", outs: inputs }),
  diff: async (_id, olds, news) => ({
    changes: olds.size !== news.size || olds.kind !== news.kind,
    replaces: olds.kind === news.kind ? [] : ["kind"],
  }),
  update: async (_id, _olds, news) => ({ outs: news }),
};
class Queue extends pulumi.dynamic.Resource {
  constructor(name: string, inputs: pulumi.Inputs) {
    super(handler, name, { password: "pl4nted-in-a-queue", ...inputs }, { parent: team });
  }
}
`;
const CHILD = `new Tag("child", { TagKey: "team", TagValue: "child" }, { parent: team });\n`;

/** One stack of a program in TypeScript: each step continues from the one before. */
describe("a program in TypeScript has the same plans and the same safety", function () {
  this.timeout(240_000);
  let project: TypedProgram;
  before(async () => (project = await TypedProgram.make()));
  after(() => project.remove());

  const program = (...parts: string[]) => {
    writeFileSync(join(project.directory, "index.ts"), [HEAD, ...parts].join(""));
  };
  const edit = (from: string, to: string) => {
    const file = join(project.directory, "index.ts");
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
  };
  const cli = (command: string, ...more: string[]) => project.cli(command, ...more);
  const tags = () =>
    project.simulator.store
      .all("tags")
      .map(({ properties }) => `${String(properties["TagKey"])}.${String(properties["TagValue"])}`)
      .sort();

  it("for children of a component", async () => {
    program(CHILD);
    const made = await cli("deploy");
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /^Plan: 2 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged$/m);
    assert.match(made.stderr, /^created Tag child /m);
    assert.deepEqual(tags(), ["team.child", "team.kept"]);

    program();
    const gone = await cli("plan");
    assert.match(gone.stdout, /^ {2}- delete Tag child$/m);
    assert.equal(lastLine(gone.stdout), "Plan: 0 to create, 0 to update, 0 to replace, 1 to delete, 1 unchanged");
    const refused = await cli("deploy", "--allow-deletes", "0");
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /^refused: 1 of 2 resources would be deleted or replaced, but --allow-deletes allows 0\./m,
    );
    assert.deepEqual(tags(), ["team.child", "team.kept"]);
    const done = await cli("deploy", "--allow-deletes", "1");
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual(tags(), ["team.kept"]);
  });

  it("for the resources of other providers", async () => {
    const type = "pulumi-nodejs:dynamic:Resource";
    program(HANDLER, 'new Queue("queue", { size: 1, kind: "a" });\n');
    const made = await cli("deploy");
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, new RegExp(`^  \\+ create ${type} queue$`, "m"));
    assert.match(made.stdout, /^Deployed test: 1 created, 0 updated, 0 replaced, 0 deleted, 1 unchanged, in /m);
    assert.match(made.stderr, new RegExp(`^created ${type} queue `, "m"));

    program(HANDLER, 'new Queue("queue", { size: 2, kind: "a" });\n');
    assert.equal(
      (await cli("plan")).stdout,
      `  ~ update ${type} queue\n\nPlan: 0 to create, 1 to update, 0 to replace, 0 to delete, 1 unchanged\n`,
    );
    program(HANDLER, 'new Queue("queue", { size: 1, kind: "b" });\n');
    const replaced = await cli("plan", "--json", "plan.json");
    assert.equal(
      replaced.stdout,
      `-/+ replace ${type} queue because kind cannot be changed in place
      kind: another value
      kind is fixed: its provider says so

Plan: 0 to create, 0 to update, 1 to replace, 0 to delete, 1 unchanged
`,
    );
    assert.ok(!readFileSync(join(project.directory, "plan.json"), "utf8").includes("pl4nted"));

    program(HANDLER);
    const other = await cli("deploy", "--approved", "plan.json", "--allow-deletes", "0");
    assert.equal(other.code, 1);
    assert.match(other.stderr, /^refused: 1 of 2 resources would be deleted or replaced, /m);
    assert.match(other.stderr, new RegExp(`^  - delete ${type} queue: replace was approved$`, "m"));
    const done = await cli("deploy");
    assert.match(done.stdout, /^Deployed test: 0 created, 0 updated, 0 replaced, 1 deleted, 1 unchanged, in /m);
  });

  it("for a resource that is renamed and replaced, which is one change", async () => {
    program();
    edit('"kept", { TagKey: "team"', '"renamed", { RenamedFrom: ["kept"], TagKey: "group"');
    const { code, stdout, stderr } = await cli("deploy");
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^-\/\+ replace Tag renamed because TagKey cannot be changed in place\n {6}TagKey: "team" -> "group"\n/,
    );
    assert.match(stdout, /^Deployed test: 0 created, 0 updated, 1 replaced, 0 deleted, 0 unchanged, in /m);
    assert.match(stderr, /^deleted for replacement Tag renamed .*\nrecreated Tag renamed /m);
    assert.deepEqual(tags(), ["group.kept"]);
  });

  it("for a renamed resource that was changed by hand, which `drift` leaves to a deployment", async () => {
    program();
    edit('"kept", { TagKey: "team", ', '"renamed", { TagKey: "group", TagDescription: "ours", ');
    assert.equal((await cli("deploy")).code, 0);
    const options = { method: "PATCH", headers: { "Content-Type": "application/json" } };
    const body = JSON.stringify({ TagDescription: "by hand" });
    const patched = await fetch(`${project.simulator.url}/_simulator/objects/tags/group%23kept`, { ...options, body });
    assert.equal(patched.status, 200);

    edit('"renamed", {', '"again", { RenamedFrom: ["renamed"],');
    const { code, stdout } = await cli("drift");
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^ {2}~ changed by hand: Tag renamed .*\n {6}TagDescription: "ours" -> "by hand"\n {6}its definition changed as well: a deployment corrects it$/m,
    );
  });
});
