import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(__dirname, "..", "..");

describe("CI", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "amorphic-cicd-ci-"))));
  afterEach(() => rmSync(directory, { recursive: true }));

  describe(".ci/run", () => {
    /** Runs it with an npm whose `test` and `run` (lint) are these shell commands. */
    const run = (test: string, lint: string): { code: number | null; lines: string[] } => {
      cpSync(join(root, ".ci"), join(directory, ".ci"), { recursive: true });
      mkdirSync(join(directory, "path"));
      const npm = `#!/bin/sh\ncase "$1" in test) ${test} ;; run) ${lint} ;; esac\n`;
      writeFileSync(join(directory, "path", "npm"), npm, { mode: 0o755 });
      const env = { ...process.env, PATH: [join(directory, "path"), process.env.PATH].join(delimiter) };
      const { status, stdout } = spawnSync(join(directory, ".ci", "run"), { env, encoding: "utf8" });
      return { code: status, lines: stdout.trimEnd().split("\n") };
    };

    for (const [what, test, lint, code, lines] of [
      ["everything passes", 'echo "12 0" > "$MOCHA_TOTALS"', "true", 0, ["12 passed, 0 failed"]],
      ["tests fail", 'echo "9 3" > "$MOCHA_TOTALS"; exit 3', "true", 1, ["9 passed, 3 failed"]],
      [
        "the lint fails",
        'echo "12 0" > "$MOCHA_TOTALS"',
        "exit 4",
        1,
        ["npm run lint ended with code 4", "12 passed, 1 failed"],
      ],
      ["mocha does not get to its end", "exit 1", "true", 1, ["0 passed, 1 failed"]],
      [
        "something fails after the tests",
        'echo "12 0" > "$MOCHA_TOTALS"; exit 5',
        "true",
        1,
        ["npm test ended with code 5 though no test failed", "12 passed, 1 failed"],
      ],
    ] as const) {
      it(`ends with the totals when ${what}`, () => {
        assert.deepEqual(run(test, lint), { code, lines });
      });
    }
  });

  describe(".ci/totals.cjs", () => {
    const totals = (tests: string): string => {
      const file = join(directory, "some.test.js");
      const result = join(directory, "totals");
      writeFileSync(file, tests);
      writeFileSync(result, "");
      const args = ["--no-config", "--reporter", join(root, ".ci", "totals.cjs"), file];
      const env = { ...process.env, MOCHA_TOTALS: result };
      spawnSync(join(root, "node_modules", ".bin", "mocha"), args, { env, cwd: root });
      return readFileSync(result, "utf8");
    };

    it("counts tests, and hooks that fail", () => {
      const good = 'it("a", () => {}); it("b", () => {}); it.skip("c", () => {});';
      assert.equal(totals(good), "2 0\n");
      const bad = 'it("d", () => { throw 1 }); describe("e", () => { before(() => { throw 1 }); it("f", () => {}) });';
      assert.equal(totals(good + bad), "2 2\n");
    });

    it("writes nothing when a file does not load", () => {
      assert.equal(totals("it("), "");
    });
  });
});
