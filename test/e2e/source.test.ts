import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { lastLine, Project } from "./project";

describe("an edited project", function () {
  this.timeout(120_000);

  it("runs the code of providers/ as it was just edited, with pulumi run by hand", async () => {
    const project = await Project.make({ ownProviders: true });
    try {
      project.write("resources/all.json", { rTag: { Type: "Tag", Properties: { TagKey: "team", TagValue: "a" } } });
      const { pulumi } = await ensureToolchain();
      const preview = async () =>
        run(pulumi, ["preview", "--non-interactive", "--stack", "local"], {
          cwd: project.directory,
          env: await project.pulumiEnvironment(),
        });
      assert.equal((await preview()).code, 0);
      project.edit("providers/catalog/tag.ts", 'name.", IDENTITY', 'name.", IDENTITY, { enum: ["other"] }');
      const edited = await preview();
      assert.notEqual(edited.code, 0);
      assert.match(edited.stdout + edited.stderr, /TagKey/);
    } finally {
      await project.remove();
    }
  });

  it("shows every mistake of the configuration and of the definitions, without a stack trace", async () => {
    const project = await Project.make();
    try {
      project.edit(
        "Pulumi.local.yaml",
        "amorphic:protect: []",
        "amorphic:protekt: []\n  amorphic:maxConcurrency: many",
      );
      const configured = await project.plan();
      assert.equal(configured.code, 1);
      assert.match(configured.stderr, /amorphic:protekt is not a key \(did you mean "protect"\?\)/);
      assert.match(configured.stderr, /amorphic:maxConcurrency is "many"; it must be a whole number from 1 to 100/);
      assert.doesNotMatch(configured.stderr, / {4}at /);

      project.edit(
        "Pulumi.local.yaml",
        "amorphic:protekt: []\n  amorphic:maxConcurrency: many",
        "amorphic:protect: []",
      );
      project.write("resources/all.json", {
        rTag: { Type: "Tgg", Properties: {} },
        rDomain: { Type: "Domain", Properties: { DomainName: "a" } },
      });
      const defined = await project.cli("plan", "--stack", "local", "--json", "plan.json");
      assert.equal(defined.code, 1);
      // What is posted on a pull request.
      const { errors } = JSON.parse(readFileSync(join(project.directory, "plan.json"), "utf8")) as {
        errors: { file: string; line: number; column: number }[];
      };
      assert.deepEqual(
        errors.map(({ file, line, column }) => `${file}:${String(line)}:${String(column)}`),
        ["resources/all.json:3:13", "resources/all.json:8:19"],
      );
      assert.match(defined.stderr, /resources\/all\.json:3:13: error UNKNOWN_TYPE .*did you mean "Tag"/);
      assert.match(defined.stderr, /resources\/all\.json:8:19: error MISSING_PROPERTY .*DisplayName/);
      assert.doesNotMatch(defined.stderr, / {4}at /);
    } finally {
      await project.remove();
    }
  });
});

describe("a program that Pulumi's own ts-node runs", function () {
  this.timeout(120_000);

  it("is planned as Pulumi does it, with types checked", async () => {
    const project = await Project.make();
    try {
      project.edit("Pulumi.yaml", "    typescript: false # program.js sees to that\nmain: program.js", "main: main.ts");
      project.edit("Pulumi.yaml", "  options:\n", "");
      project.write("main.ts", "export const size: number = 1;\n");
      const made = await project.plan();
      assert.equal(lastLine(made.stdout), "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged");
      project.edit("main.ts", "= 1", '= "one"');
      assert.match((await project.plan()).stderr, /main\.ts.*error TS2322: Type 'string' is not assignable/s);
    } finally {
      await project.remove();
    }
  });
});
