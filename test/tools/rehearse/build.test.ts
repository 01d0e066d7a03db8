import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { runBuild, type Built } from "../../../tools/rehearse/build";
import { replacementsFor } from "../../../tools/rehearse/replacements";

type Phases = Readonly<Record<string, { readonly commands: readonly string[]; readonly finally?: readonly string[] }>>;

describe("a rehearsed build", () => {
  let home: string;
  let output: string;
  let artifacts: Map<string, string>;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "amorphic-build-"));
    mkdirSync(join(home, "source"));
    writeFileSync(join(home, "source", "file"), "content");
    artifacts = new Map([["Source", join(home, "source")]]);
    output = "";
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function build(phases: Phases, more: object = {}, outputs: string[] = []): Promise<Built> {
    const all = { build: { commands: [] }, ...phases };
    return runBuild({
      buildspec: stringify({ version: 0.2, env: { shell: "bash" }, phases: all, ...more }),
      artifacts,
      inputs: ["Source"],
      outputs,
      environment: { PATH: process.env.PATH, GIVEN: "$(touch pwned)" },
      home,
      replacements: [],
      output: (text) => (output += text),
    });
  }
  /** What was run, by commands that say their names. */
  const said = (): string[] => output.split("\n").filter((line) => line.startsWith("said "));
  const say = (name: string): string => `echo said ${name}`;

  it("keeps variables and the directory from one command to the next, in a copy of its source", async () => {
    const built = await build(
      {
        install: { commands: ["mkdir inner", "cd inner", "PLAIN=1"] },
        build: { commands: ['test "$PLAIN" = 1', "touch made", 'export OUT="$(pwd)"'] },
      },
      { env: { shell: "bash", "exported-variables": ["OUT", "PLAIN"] } },
    );
    assert.equal(built.isGood, true, output);
    assert.match(built.variables["OUT"] ?? "", /build-\w+\/Source\/inner$/);
    assert.equal(built.variables["PLAIN"], "", "what is not exported is not handed on");
    assert.equal(existsSync(join(home, "source", "inner")), false);
  });

  it("keeps nothing that CodeBuild loses or does not promise: arrays, functions, options", async () => {
    const built = await build({
      install: { commands: ["LIST=(a b)", "declare -A MAP=([a]=b)", "greet() { echo hello; }", "set -u"] },
      build: { commands: ['test "${LIST[*]}${MAP[*]}" = ""', 'test -z "$(declare -F greet)"', 'test -z "$NOT_THERE"'] },
    });
    assert.equal(built.isGood, true, output);
  });

  it("keeps values to the letter, and unset variables unset", async () => {
    const built = await build({
      install: { commands: ["TEXT=$'it'\\''s \"$(touch pwned)\"\\n\\\\'", "unset GIVEN"] },
      build: {
        commands: ["test \"$TEXT\" = $'it'\\''s \"$(touch pwned)\"\\n\\\\'", 'test -z "${GIVEN+x}"', "test ! -e pwned"],
      },
    });
    assert.equal(built.isGood, true, output);
  });

  for (const [phase, expected] of [
    ["install", ["said install", "said finally install"]],
    ["pre_build", ["said install", "said finally install", "said pre_build", "said finally pre_build"]],
    [
      "build",
      [
        ...["said install", "said finally install", "said pre_build", "said finally pre_build"],
        ...["said build", "said finally build", "said post_build", "said finally post_build"],
      ],
    ],
  ] as const) {
    it(`continues as CodeBuild does if ${phase} fails`, async () => {
      const phases = Object.fromEntries(
        ["install", "pre_build", "build", "post_build"].map((name) => [
          name,
          {
            commands: [say(name), ...(name === phase ? ["false", say("never")] : [])],
            finally: [say(`finally ${name}`)],
          },
        ]),
      );
      const built = await build(phases);
      assert.deepEqual([built.isGood, built.failed], [false, "false"]);
      assert.deepEqual(said(), expected);
    });
  }

  it("fails if only `finally` fails, or if the shell exits", async () => {
    assert.equal((await build({ build: { commands: [], finally: ["false"] } })).failed, "false");
    assert.equal((await build({ build: { commands: ["exit 3"] } })).failed, "exit 3");
  });

  it("treats variables as data", async () => {
    const built = await build({ build: { commands: ["test \"$GIVEN\" = '$(touch pwned)'", "test ! -e pwned"] } });
    assert.equal(built.isGood, true, output);
  });

  it("lets no command read the shell's input", async () => {
    assert.equal((await build({ build: { commands: ["cat", say("after")] } })).isGood, true);
    assert.deepEqual(said(), ["said after"]);
  });

  it("hands on its artifact even if it fails, and fails if there is none", async () => {
    const upload = { artifacts: { "base-directory": "reports", files: ["**/*"] } };
    await build({ build: { commands: ["mkdir reports", "echo 1 > reports/a", "false"] } }, upload, ["Findings"]);
    assert.equal(readFileSync(join(artifacts.get("Findings") ?? "", "a"), "utf8"), "1\n");
    const { failed } = await build({}, upload, ["Plan"]);
    assert.equal(failed, "artifact Plan: there is nothing to upload");
  });
});

describe("the replacements of a rehearsal", () => {
  it("are for commands that need more than this machine, unless these are asked for", () => {
    const what = (install: boolean, online: boolean) => replacementsFor({ install, online }).map((one) => one.what);
    assert.deepEqual(what(false, false), ["npm ci", "scan"]);
    assert.deepEqual(what(true, false), ["scan"]);
    assert.deepEqual(what(true, true), []);
  });

  it("link the packages that npm would install, and the repository's own providers", () => {
    const directory = mkdtempSync(join(tmpdir(), "amorphic-link-"));
    const [npm] = replacementsFor({ install: false, online: true });
    const there = (name: string) => existsSync(join(directory, "node_modules", name));
    const names = ["commander", "@aws-sdk/client-s3", "mocha", "@types/mocha"];
    try {
      npm?.act?.(directory, "npm ci --omit=dev");
      assert.deepEqual(names.map(there), [true, true, false, false]);
      assert.equal(readlinkSync(join(directory, "node_modules/@amorphic-cicd/providers")), "../../providers");
      npm?.act?.(directory, "npm ci --ignore-scripts");
      assert.deepEqual(names.map(there), [true, true, true, true]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
