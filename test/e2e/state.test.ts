import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { github } from "../support/hosts/github";
import { Project, lastLine } from "./project";

const DEPLOYED = "Plan: 2 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged";
const UNCHANGED = "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 2 unchanged";

describe("the state of a stack", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    // Compressed, as large projects have it.
    project.environment["PULUMI_DIY_BACKEND_ZSTD"] = "true";
    const tag = (value: string) => ({ Type: "Tag", Properties: { TagKey: "team", TagValue: value } });
    project.write("resources/tags.json", { rA: tag("a"), rB: tag("b") });
    await project.deploy();
  });
  after(() => project.remove());

  const cli = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.cli(...args, "--stack", "local");
    return { code, stdout, stderr };
  };
  const history = async () =>
    JSON.parse((await cli("state", "history", "--json")).stdout) as {
      id: string;
      kind: string;
      subject: string;
      current: boolean;
    }[];
  const pulumi = async (args: readonly string[], input?: string) => {
    const toolchain = await ensureToolchain();
    const outcome = await run(toolchain.pulumi, [...args, "--stack", "local"], {
      cwd: project.directory,
      env: await project.pulumiEnvironment(),
      ...(input !== undefined && { input }),
    });
    assert.equal(outcome.code, 0, outcome.stderr);
    return outcome.stdout;
  };
  const stateFile = () => project.path(".amorphic/state/.pulumi/stacks/amorphic/local.json.zst");

  it("is what the last run recorded, by `deploy` or by hand", async () => {
    assert.deepEqual(
      (await history()).map(({ kind, subject, current }) => [kind, subject, current]),
      [["update", DEPLOYED, true]],
    );
    await pulumi(["refresh", "--yes", "--skip-preview", "--non-interactive", "--message", "by hand"]);
    assert.deepEqual(
      (await history()).map(({ kind, subject, current }) => [kind, subject, current]),
      [
        ["refresh", "by hand", true],
        ["update", DEPLOYED, false],
      ],
    );
    const planned = await cli("plan");
    assert.deepEqual([lastLine(planned.stdout), planned.stderr], [UNCHANGED, "planning local, against what is live\n"]);
  });

  it("is not used once it is truncated, and can be restored", async () => {
    const good = readFileSync(stateFile());
    writeFileSync(stateFile(), good.subarray(0, good.length / 2));
    const refused = await cli("deploy");
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /\n- it is compressed and cannot be decompressed: unexpected EOF\n/);
    assert.equal((await cli("state", "restore", "--yes")).code, 0);
    assert.ok(readFileSync(stateFile()).equals(good));
    assert.equal(lastLine((await cli("plan")).stdout), UNCHANGED);
    // Pulumi reads our entry of its history.
    assert.match(await pulumi(["stack", "history"]), /UpdateKind: import\nStatus: succeeded\nMessage: state restore: /);
  });

  it("is not used once it was edited, until the edit is undone or recorded by a run", async () => {
    const edit = async () => {
      const exported = await pulumi(["stack", "export"]);
      const state = JSON.parse(exported) as { deployment: { resources: { urn: string }[] } };
      state.deployment.resources = state.deployment.resources.filter(({ urn }) => !urn.endsWith("::rB"));
      await pulumi(["stack", "import"], JSON.stringify(state));
    };
    await edit();
    const refused = await cli("plan");
    assert.deepEqual([refused.code, refused.stdout], [2, ""]);
    assert.match(
      refused.stderr,
      /^The state of local was edited since the last run .*\n- Tag rB was removed\nNothing was done\./,
    );
    const token = "ghp_0123456789";
    const host = await github(token).start();
    project.environment["GITHUB_TOKEN"] = token;
    const place = ["--host", "github", "--repo", "o/r", "--pull-request", "7", "--api-url", host.url];
    const commented = await cli("comment", "--no-refresh", ...place);
    host.stop();
    assert.deepEqual(commented, refused);
    assert.deepEqual(host.store.bodies, []);
    assert.deepEqual(
      host.store.statuses.map(({ state }) => state),
      ["pending", "failure"],
    );
    const restored = await cli("state", "restore", "--yes");
    assert.match(restored.stdout, /\n- Tag rB is known again\n/);
    assert.equal((await history())[0]?.current, true);

    await edit();
    await pulumi(["refresh", "--yes", "--skip-preview", "--non-interactive"]);
    assert.match(lastLine((await cli("plan")).stdout), /^Plan: 1 to create, /);
    assert.deepEqual(readdirSync(project.path(".amorphic/state/.pulumi/locks/organization/amorphic/local")), []);
  });
});
