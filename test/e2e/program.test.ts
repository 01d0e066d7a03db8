import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../../commands/setup/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { startSimulator, type Simulator } from "../../simulator";
import { lastLine } from "./project";

const REPOSITORY = resolve(__dirname, "../..");

const HEAD = `
import { Tag } from "@amorphic-cicd/providers";
import * as pulumi from "@pulumi/pulumi";
const team = new pulumi.ComponentResource("acme:Team", "team");
new Tag("kept", { TagKey: "team", TagValue: "kept" });
`;
const CHILD = `new Tag("child", { TagKey: "team", TagValue: "child" }, { parent: team });\n`;

/** One stack of a program in TypeScript: each step goes on from the one before. */
describe("a program in TypeScript has the same plans and the same safety", function () {
  this.timeout(240_000);
  let simulator: Simulator;
  let directory: string;
  let at: { cwd: string; env: NodeJS.ProcessEnv };

  before(async () => {
    simulator = await startSimulator();
    directory = mkdtempSync(join(tmpdir(), "amorphic-program-"));
    for (const file of ["Pulumi.yaml", "package.json", "program.js"]) {
      cpSync(join(REPOSITORY, "examples/typescript-program", file), join(directory, file));
    }
    symlinkSync(join(REPOSITORY, "node_modules"), join(directory, "node_modules"));
    mkdirSync(join(directory, "state"));
    writeFileSync(
      join(directory, "Pulumi.test.yaml"),
      `config:\n  amorphic:apiUrl: ${simulator.url}\n  amorphic:roleId: ${simulator.roleId}\n` +
        `  amorphic:journal: file://./journal\n  amorphic:fingerprintKey: ${"k".repeat(32)}\n`,
    );
    const { pulumi, environment } = await ensureToolchain();
    const own = {
      PULUMI_BACKEND_URL: `file://${directory}/state`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      AMORPHIC_AUTHORIZATION_TOKEN: simulator.token,
    };
    at = { cwd: directory, env: { ...process.env, ...environment, ...own } };
    const made = await run(pulumi, ["stack", "init", "test", "--non-interactive"], at);
    assert.equal(made.code, 0, made.stderr);
  });
  after(async () => {
    await simulator.close();
    rmSync(directory, { recursive: true });
  });

  const program = (...parts: string[]) => {
    writeFileSync(join(directory, "index.ts"), [HEAD, ...parts].join(""));
  };
  const cli = (command: string, ...more: string[]) =>
    run(process.execPath, [join(REPOSITORY, "bin/amorphic-cicd"), command, "--stack", "test", ...more], at);
  const tags = () =>
    simulator.store
      .all("tags")
      .map(({ properties }) => `${String(properties["TagKey"])}.${String(properties["TagValue"])}`)
      .sort();

  it("for what a component is the parent of", async () => {
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
      /^refused: 1 of 2 resources would be deleted or replaced, and --allow-deletes allows 0\./m,
    );
    assert.deepEqual(tags(), ["team.child", "team.kept"]);
  });
});
