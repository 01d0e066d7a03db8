import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

interface Package {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: true;
}

describe("tools/run.mjs", () => {
  let root: string;

  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o755 });
  };
  const lock = (packages: Record<string, Package>): string =>
    JSON.stringify({ packages: { "": { version: "0.1.0" }, providers: { version: "0.1.0" }, ...packages } });
  const wanted: Record<string, Package> = {
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/other-platform": { version: "1.0.0", optional: true },
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "amorphic-cicd-run-"));
    mkdirSync(join(root, "tools"));
    for (const file of ["run.mjs", "packages.mjs"]) {
      copyFileSync(join(__dirname, "..", "..", "tools", file), join(root, "tools", file));
    }
    write("bin/amorphic-cicd", "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 1;");
    write("package-lock.json", lock(wanted));
    npm(`mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json`);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const npm = (then: string): void => {
    write("path/npm", `#!/bin/sh\necho "$@" >> npm-calls\necho "output of npm"\n${then}\n`);
  };
  const run = (...nodeArgs: string[]): { code: number | null; stdout: string; stderr: string } => {
    const PATH = [join(root, "path"), process.env.PATH].join(delimiter);
    const args = [...nodeArgs, join(root, "tools", "run.mjs"), "validate", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      env: { ...process.env, PATH },
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  };
  const calls = (): string =>
    existsSync(join(root, "npm-calls")) ? readFileSync(join(root, "npm-calls"), "utf8") : "";

  it("installs the npm packages if there are none, and then runs the command", () => {
    const { code, stdout, stderr } = run();
    assert.equal(stdout, '["validate","--json"]\n');
    assert.match(
      stderr,
      /^npm packages: installing what package-lock\.json asks for …\noutput of npm\nnpm packages: installed in \d+\.\d s\n$/,
    );
    assert.equal(calls(), "ci --include=dev --no-audit --no-fund\n");
    assert.equal(code, 1, "the exit code is the command's");
  });

  it("only runs the command if everything is installed", () => {
    const { "node_modules/other-platform": _, ...present } = wanted;
    write("node_modules/.package-lock.json", lock({ ...present, "node_modules/extra": { version: "1.0.0" } }));
    const { stdout, stderr } = run();
    assert.equal(stdout, '["validate","--json"]\n');
    assert.equal(stderr, "");
    assert.equal(calls(), "");
  });

  for (const [what, packages] of [
    ["lacks a package", {}],
    ["has another version", { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }],
    ["has other contents", { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }],
  ] as [string, Record<string, Package>][]) {
    it(`installs if node_modules ${what}`, () => {
      write("node_modules/.package-lock.json", lock(packages));
      run();
      assert.notEqual(calls(), "");
    });
  }

  it("installs the packages of another directory too", () => {
    mkdirSync(join(root, "infra"));
    write("infra/package-lock.json", lock(wanted));
    write("path/npm", `#!/bin/sh\necho "$PWD $@" > "${join(root, "npm-calls")}"\n`);
    const PATH = [join(root, "path"), process.env.PATH].join(delimiter);
    const args = [join(root, "tools", "packages.mjs"), "infra"];
    const { status, stderr } = spawnSync(process.execPath, args, { env: { ...process.env, PATH }, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(calls(), `${realpathSync(root)}/infra ci --include=dev --no-audit --no-fund\n`);
  });

  it("stops if npm fails", () => {
    npm("exit 7");
    const { code, stdout, stderr } = run();
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /\nnpm ci failed \(code 7\): see above, and try again\.\n$/);
  });

  for (const [version, fits] of [
    ["18.20.8", false],
    ["20.18.3", false],
    ["20.19.0", true],
    ["21.7.0", false],
    ["22.11.0", false],
    ["22.12.0", true],
    ["24.0.0", true],
  ] as const) {
    it(`${fits ? "runs on" : "refuses"} Node ${version}`, () => {
      const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
      const { code, stderr } = run("--import", `data:text/javascript,${pretend}`);
      if (fits) assert.equal(code, 1);
      else {
        assert.equal(code, 2);
        assert.match(
          stderr,
          new RegExp(`^Node ${version} is not supported: install Node 20\\.19 or a later 20, .*\\n$`),
        );
      }
    });
  }
});
