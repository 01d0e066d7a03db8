import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROVIDER = "packages/@pulumi/pulumi/cmd/dynamic-provider/index.js";
const SCRIPT = resolve("commands/setup/dynamic-provider.sh");

describe("The script that starts dynamic providers", () => {
  let directory: string;
  beforeEach(() => (directory = realpathSync(mkdtempSync(join(tmpdir(), "amorphic test ")))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const start = (args: string[], environment: NodeJS.ProcessEnv = {}) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const at = { cwd: join(directory, "project/below"), encoding: "utf8", env: { ...env, ...environment } } as const;
    return spawnSync("sh", [SCRIPT, ...args], at);
  };
  const install = (provider: string) => {
    mkdirSync(join(directory, "packages/@pulumi/pulumi/cmd/dynamic-provider"), { recursive: true });
    writeFileSync(join(directory, PROVIDER), provider);
    mkdirSync(join(directory, "project/below/node_modules"), { recursive: true });
    symlinkSync(join(directory, "packages"), join(directory, "project/node_modules"));
  };

  it("runs the provider of the nearest SDK above the program's directory, through links, with all arguments", () => {
    install("console.log(JSON.stringify(process.argv.slice(1)))");
    const { stdout, stderr, status } = start(["127.0.0.1:1", "a b"]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(stdout), [join(directory, PROVIDER), "127.0.0.1:1", "a b"]);
  });

  it("first loads what Amorphic's provider needs, unless one of our commands has already done so", () => {
    install("console.log(JSON.stringify([globalThis.loaded, ...process.argv.slice(2)]))");
    const engine = join(directory, "packages/@amorphic-cicd/providers/engine");
    mkdirSync(engine, { recursive: true });
    writeFileSync(join(engine, "lazy-sdk.js"), "(globalThis.loaded ??= []).push(__filename)");
    const elsewhere = join(directory, "lazy-sdk.js");
    writeFileSync(elsewhere, "globalThis.loaded = ['ours']");
    const loadedWith = (environment: NodeJS.ProcessEnv) => {
      const { stdout, stderr } = start(["127.0.0.1:1", "a b"], environment);
      assert.equal(stderr, "");
      return JSON.parse(stdout) as unknown;
    };
    assert.deepEqual(loadedWith({}), [[join(engine, "lazy-sdk.js")], "127.0.0.1:1", "a b"]);
    assert.deepEqual(loadedWith({ NODE_OPTIONS: "--no-warnings" }), loadedWith({}));
    assert.deepEqual(loadedWith({ NODE_OPTIONS: `--require ${JSON.stringify(elsewhere)}` }), [
      ["ours"],
      ...["127.0.0.1:1", "a b"],
    ]);
  });

  it("says what is missing if there is no SDK", () => {
    mkdirSync(join(directory, "project/below"), { recursive: true });
    const { stderr, status } = start(["127.0.0.1:1"]);
    assert.equal(status, 1);
    assert.equal(
      stderr,
      `Neither ${join(directory, "project/below")} nor a directory above it has node_modules/@pulumi/pulumi: run \`npm ci\`.\n`,
    );
  });
});
