import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const SCRIPT = resolve("commands/setup/dynamic-provider.sh");

describe("The script that starts dynamic providers", () => {
  let directory: string;
  beforeEach(() => (directory = realpathSync(mkdtempSync(join(tmpdir(), "amorphic test ")))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const start = (...args: string[]) =>
    spawnSync("sh", [SCRIPT, ...args], { cwd: join(directory, "project/below"), encoding: "utf8" });

  it("runs that of the SDK which is found from the program's directory up, links followed, with all arguments", () => {
    const provider = join(directory, "packages/@pulumi/pulumi/cmd/dynamic-provider");
    mkdirSync(provider, { recursive: true });
    writeFileSync(join(provider, "index.js"), "console.log(JSON.stringify(process.argv.slice(1)))");
    mkdirSync(join(directory, "project/below/node_modules"), { recursive: true });
    symlinkSync(join(directory, "packages"), join(directory, "project/node_modules"));
    const { stdout, stderr, status } = start("127.0.0.1:1", "a b");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(stdout), [join(provider, "index.js"), "127.0.0.1:1", "a b"]);
  });

  it("says what is missing where there is no SDK", () => {
    mkdirSync(join(directory, "project/below"), { recursive: true });
    const { stderr, status } = start("127.0.0.1:1");
    assert.equal(status, 1);
    assert.equal(
      stderr,
      `Neither ${join(directory, "project/below")} nor a directory above it has node_modules/@pulumi/pulumi: run \`npm ci\`.\n`,
    );
  });
});
