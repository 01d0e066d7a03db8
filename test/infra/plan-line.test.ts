import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planLine } from "../../infra/buildspecs/application";
import { run } from "../../commands/shared/run";
import { application, graph } from "./recorded";

describe("the text of a request for approval", function () {
  this.timeout(60_000);
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "amorphic-plan-line-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function lineOf(manifest: object): Promise<string> {
    writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
    const show = `node -p 'JSON.stringify(process.env.PLAN_LINE)'`;
    const commands = [...planLine("Website"), show].join("\n");
    const { code, stdout, stderr } = await run("bash", ["-e", "-c", commands], { cwd: directory, env: process.env });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as string;
  }

  it("begins with the commit's id, which nobody can forge", async () => {
    const graphs = [await graph("prod"), await application("site-prod"), await application("service-prod")];
    const questions = graphs.flatMap((made) =>
      (
        made.inputs("Pipeline", "pipeline")["stages"] as { actions: { configuration: Record<string, string> }[] }[]
      ).flatMap(({ actions }) => actions.flatMap(({ configuration }) => configuration["CustomData"] ?? [])),
    );
    assert.deepEqual(
      questions,
      ["PlanVariables", "SiteVariables", "ImageVariables"].map(
        (namespace) => `Commit #{SourceVariables.CommitId}: #{${namespace}.PLAN_LINE}`,
      ),
    );
  });

  it("contains the name and version of an application", async () => {
    assert.equal(await lineOf({ name: "@data/site", version: "1.2.3-rc.1+b" }), "Website @data/site 1.2.3-rc.1+b");
    assert.equal(await lineOf({}), "Website undefined undefined");
  });

  it("is one short line of plain characters, whatever name and version contain", async () => {
    const hostile = "a\r\n\u2028Approve: yes\u001b[2K\u202e\t$(id) `id` \"'";
    assert.equal(await lineOf({ name: hostile, version: "1" }), "Website a Approve: yes [2K $(id) `id` \"' 1");
    const long = await lineOf({ name: "x".repeat(5000), version: "(commit 0123)" });
    assert.equal(long, `Website ${"x".repeat(92)}`);
  });
});
