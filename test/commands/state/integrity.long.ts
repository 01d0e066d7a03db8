import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../../../commands/shared/run";
import { ensureToolchain } from "../../../commands/setup/toolchain";
import { DAMAGES, SOUND } from "./states";

describe("The engine's own judgement of a state", () => {
  let project = "";
  before(() => {
    project = mkdtempSync(join(tmpdir(), "judge-"));
    mkdirSync(join(project, ".pulumi/stacks/amorphic"), { recursive: true });
    writeFileSync(join(project, ".pulumi/meta.yaml"), "version: 1\n");
    writeFileSync(join(project, "Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    writeFileSync(join(project, "Pulumi.dev.yaml"), "");
  });
  after(() => rmSync(project, { recursive: true }));

  /** Whether the engine accepts a state; what it does with it then fails, because there is no program. */
  const takes = async (bytes: Buffer) => {
    writeFileSync(join(project, ".pulumi/stacks/amorphic/dev.json"), bytes);
    const { pulumi, environment } = await ensureToolchain();
    const url = { PULUMI_BACKEND_URL: pathToFileURL(project).href, PULUMI_CONFIG_PASSPHRASE: "x" };
    const env = { ...process.env, ...environment, ...url };
    const args = ["refresh", "--preview-only", "--non-interactive", "--stack", "dev"];
    const { stdout, stderr } = await run(pulumi, args, { cwd: project, env });
    const [began, refused] = [stdout.includes("Previewing refresh"), stderr.includes("getting snapshot: ")];
    assert.notEqual(began, refused, stdout + stderr);
    return began;
  };

  for (const { what, bytes, engineTakesIt = false } of DAMAGES) {
    it(`${engineTakesIt ? "accepts" : "refuses"} a state: ${what}`, async () =>
      assert.equal(await takes(bytes), engineTakesIt));
  }

  for (const { what, bytes } of SOUND) {
    it(`accepts a state: ${what}`, async () => assert.equal(await takes(bytes), true));
  }
});
