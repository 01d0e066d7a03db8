import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";

const BIN = resolve("bin/amorphic-cicd");

describe("The output file", function () {
  this.timeout(30_000);
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(`${tmpdir()}/files-`)));
  afterEach(() => rmSync(directory, { recursive: true }));

  for (const [command, options] of [
    ["plan", ["--json", "--markdown", "--export"]],
    ["drift", ["--json", "--markdown"]],
  ] as const) {
    for (const option of options) {
      it(`of \`${command} ${option}\` is checked before the stack is looked up`, () => {
        const all = [BIN, command, "--stack", "dev", option, "."];
        const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: directory, encoding: "utf8" });
        assert.deepEqual(
          { status, stdout, stderr },
          { status: 2, stdout: "", stderr: '"." cannot be written (it is a directory). Name another file.\n' },
        );
      });
    }
  }
});
