import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { render } from "../../infra/buildspecs/buildspec";
import { toolBuildspec, unpack } from "../../infra/buildspecs/tool";
import { runBuild } from "../../tools/rehearse/build";

describe("the tool of a commit, packed once", () => {
  let home: string;
  let output: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "amorphic-tool-"));
    output = "";
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
    chmodSync(join(home, path), mode);
  };
  const artifacts = new Map<string, string>();
  const build = (buildspec: string, inputs: string[], outputs: string[]) =>
    runBuild({
      buildspec,
      artifacts,
      inputs,
      outputs,
      environment: { PATH: process.env.PATH },
      home,
      replacements: [{ command: /^npm ci /, what: "npm ci", by: "two packages", unless: "install", act: installTwo }],
      output: (text) => (output += text),
    });
  /** A package with a program, and one of the repository's own. */
  const installTwo = (directory: string): void => {
    const packages = join(directory, "node_modules");
    mkdirSync(join(packages, "program"), { recursive: true });
    writeFileSync(join(packages, "program", "run"), "#!/bin/sh\necho ran\n", { mode: 0o755 });
    symlinkSync("../own", join(packages, "own"));
  };

  it("reaches later stages with its file modes and links, and its CLI comes first on PATH", async () => {
    // As if a CLI was already on PATH: what is packed are links to it.
    write("elsewhere/pulumi", "#!/bin/sh\necho 'the packed CLI'\n", 0o755);
    mkdirSync(join(home, "cli"));
    symlinkSync(join(home, "elsewhere/pulumi"), join(home, "cli/pulumi"));
    write("source/own/index.js", "");
    const answer = JSON.stringify({ directory: join(home, "cli") });
    write("source/bin/amorphic-cicd", `if (process.argv.join().endsWith("setup,--json")) console.log('${answer}');`);
    artifacts.set("Source", join(home, "source"));

    const packed = await build(render(toolBuildspec), ["Source"], ["Tool"]);
    assert.deepEqual([packed.isGood, packed.failed], [true, undefined], output);
    assert.deepEqual(readdirSync(artifacts.get("Tool") ?? ""), ["tool.tar.gz"]);

    for (const gone of ["cli", "elsewhere"]) rmSync(join(home, gone), { recursive: true });
    const later = render({
      version: 0.2,
      env: { shell: "bash", "exported-variables": ["SAID", "RAN", "OWN"] },
      phases: {
        install: unpack,
        build: {
          commands: [
            'export SAID="$(pulumi version)"',
            'export RAN="$(node_modules/program/run)"',
            'export OWN="$(realpath --relative-to=. node_modules/own/index.js)"',
          ],
        },
      },
    });
    const { variables } = await build(later, ["Source", "Tool"], []);
    assert.deepEqual(variables, { SAID: "the packed CLI", RAN: "ran", OWN: "own/index.js" }, output);
  });

  it("is not handed on if the CLI is missing", async () => {
    write("source/bin/amorphic-cicd", "process.exitCode = 2;");
    artifacts.set("Source", join(home, "source"));
    const { isGood, failed } = await build(render(toolBuildspec), ["Source"], ["Tool"]);
    assert.deepEqual([isGood, failed], [false, "node bin/amorphic-cicd setup --json > tool/setup.json"]);
  });
});
