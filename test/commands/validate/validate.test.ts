import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { validate, validateCommand, type ValidateOptions } from "../../../commands/validate";
import { domain, makeRepository, type Files } from "../../definitions/support";

function run(files: Files, options: Partial<ValidateOptions> = {}) {
  const output = { stdout: "", stderr: "" };
  const code = validate({
    cwd: makeRepository(files),
    env: {},
    stdout: { write: (text: string) => (output.stdout += text) },
    stderr: { write: (text: string) => (output.stderr += text) },
    ...options,
  });
  return { code, ...output };
}

const secret = {
  Type: "Datasource",
  Properties: {
    DatasourceName: "s",
    DatasourceType: "jdbc",
    DatasourceConfig: { Password: { "!Environ": "PASSWORD" } },
  },
};

describe("validate", () => {
  it("prints only a summary and returns 0 if there are no problems", () =>
    assert.deepEqual(run({ "resources/a.json": { rA: domain() } }), {
      code: 0,
      stdout: "",
      stderr: "1 definition in 1 file, 0 errors, 0 warnings\n",
    }));

  it("returns 0 if there are no definitions", () =>
    assert.deepEqual(run({}), {
      code: 0,
      stdout: "",
      stderr: "0 definitions in 0 files, 0 errors, 0 warnings\n",
    }));

  it("returns 0 if there are only warnings, and prints them", () =>
    assert.deepEqual(
      run({
        "resources/a.json": { rA: domain(), rB: domain({ DomainName: "b" }) },
        "resources/b.json": { rS: secret },
      }),
      {
        code: 0,
        stdout:
          'resources/b.json:9:23: warning SECRET_NOT_SET environment variable "PASSWORD" is not set; a plan works without it, but sending "DatasourceConfig.Password" will fail; set it where the deployment runs\n',
        stderr: "3 definitions in 2 files, 0 errors, 1 warning\n",
      },
    ));

  it("reads variables from the environment that it is given", () =>
    assert.deepEqual(run({ "resources/b.json": { rS: secret } }, { env: { PASSWORD: "x" } }), {
      code: 0,
      stdout: "",
      stderr: "1 definition in 1 file, 0 errors, 0 warnings\n",
    }));

  const broken = { "resources/b.json": "{", "resources/a.json": { rA: domain({ DomainName: 1 }) } };
  const wrongType = '"DomainName" is a number, but must be a string; write text in double quotes';
  const cut = 'the file ends, but the "{" at 1:1 is not closed; close it';

  it("returns 1 if there are errors, and prints one per line, sorted", () =>
    assert.deepEqual(run(broken), {
      code: 1,
      stdout:
        `resources/a.json:5:21: error WRONG_JSON_TYPE ${wrongType}\n` +
        `resources/b.json:1:2: error JSON_SYNTAX ${cut}\n`,
      stderr: "1 definition in 1 of 2 files, 2 errors, 0 warnings\n",
    }));

  it("prints a JSON array with --json, even if it is empty", () => {
    const { code, stdout, stderr } = run(broken, { json: true });
    assert.equal(code, 1);
    assert.equal(stderr, "1 definition in 1 of 2 files, 2 errors, 0 warnings\n");
    const common = { severity: "error" };
    assert.deepEqual(JSON.parse(stdout), [
      {
        file: "resources/a.json",
        line: 5,
        column: 21,
        ...common,
        code: "WRONG_JSON_TYPE",
        message: wrongType,
        logicalId: "rA",
      },
      { file: "resources/b.json", line: 1, column: 2, ...common, code: "JSON_SYNTAX", message: cut },
    ]);
    assert.equal(run({}, { json: true }).stdout, "[]\n");
  });

  it("reads another directory if one is given", () =>
    assert.deepEqual(run({ "defs/a.json": "" }, { resources: "defs" }), {
      code: 1,
      stdout: "defs/a.json:1:1: error EMPTY_FILE the file is empty; write {} or remove the file\n",
      stderr: "0 definitions in 0 of 1 file, 1 error, 0 warnings\n",
    }));

  const central = {
    "resources/a.json": { rA: domain() },
    "access/dev/a.json": { rA: { Owner: { Users: ["ann"] } }, rB: {} },
  };

  it("reads central sharing if its directory is given", () => {
    assert.equal(run(central).stdout, "");
    assert.deepEqual(run(central, { access: "access/dev" }), {
      code: 1,
      stdout:
        'access/dev/a.json:9:3: error UNKNOWN_LOGICAL_ID no definition has the logical id "rB" (did you mean "rA"?); correct or remove it\n',
      stderr: "1 definition in 1 file, 1 error, 0 warnings\n",
    });
    assert.deepEqual(run(central, { access: "access/prod" }), {
      code: 2,
      stdout: "",
      stderr: 'error: "access/prod" is not a directory, so there are no shares to read; correct the path\n',
    });
  });

  it("shows a code frame for each problem on a terminal, but not in JSON", () => {
    let shown = "";
    const terminal = { isTTY: true, columns: 60, write: (text: string) => (shown += text) };
    assert.equal(run(broken, { stdout: terminal }).code, 1);
    assert.equal(
      shown,
      `resources/a.json:5:21: error WRONG_JSON_TYPE ${wrongType}
  3 |     "Type": "Domain",
  4 |     "Properties": {
> 5 |       "DomainName": 1,
    |                     ^

resources/b.json:1:2: error JSON_SYNTAX ${cut}
> 1 | {
    |  ^

`,
    );
    shown = "";
    run(broken, { stdout: terminal, json: true });
    assert.equal((JSON.parse(shown) as unknown[]).length, 2);
  });

  it("shows no code frame for a file that is empty, not UTF-8, missing or outside the repository", () => {
    const outside = makeRepository({ "a.json": "machine" });
    const cwd = makeRepository({ "resources/empty.json": "", "resources/b.json": Buffer.from("{}", "utf16le") });
    symlinkSync(join(outside, "a.json"), join(cwd, "resources/c.json"));
    symlinkSync("nowhere", join(cwd, "resources/d.json"));
    let shown = "";
    run({}, { cwd, stdout: { isTTY: true, write: (text: string) => (shown += text) } });
    assert.deepEqual(
      shown.split("\n").filter((line) => !/^(resources\/\w+\.json:1:1: error .*)?$/.test(line)),
      [],
    );
    assert.equal(shown.split("\n").length, 9);
  });

  it("shows its progress on a terminal if there are more than 2,000 files", () => {
    const files = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`resources/${i}.json`, "{}"]));
    const said = (count: number, isTTY: boolean): string => {
      let text = "";
      run(files(count), { stderr: { isTTY, write: (part: string) => (text += part) } });
      return text;
    };
    const summary = (count: number) => `0 definitions in ${count} files, 0 errors, 0 warnings\n`;
    assert.equal(
      said(2_001, true),
      `${[0, 500, 1_000, 1_500, 2_000].map((read) => `\r${read} of 2001 files`).join("")}\r\u001b[K${summary(2_001)}`,
    );
    assert.equal(said(2_000, true), summary(2_000));
    assert.equal(said(2_001, false), summary(2_001));
  }).timeout(30_000);

  it("returns 2 if the directory does not exist or is outside the repository", () => {
    assert.deepEqual(run({}, { resources: "nope" }), {
      code: 2,
      stdout: "",
      stderr: 'error: "nope" is not a directory, so there are no definitions to read; correct the path\n',
    });
    assert.deepEqual(run({}, { resources: "..", json: true }), {
      code: 2,
      stdout: "",
      stderr: 'error: ".." is outside the repository; name a directory of definitions inside it\n',
    });
  });

  it("shows a hostile file name and logical id on one line, without control characters", () => {
    const { stdout } = run({ "resources/a\n\u001b[2J.json": { "r\u001b[31m\n": 1 } });
    assert.match(
      stdout,
      /^resources\/a\\u000a\\u001b\[2J\.json:2:\d+: error NOT_A_DEFINITION "r\\u001b\[31m\\n" [^\p{Cc}]*\n$/u,
    );
  });
});

describe("validateCommand", () => {
  it("declares its options", () => {
    const command = validateCommand();
    assert.equal(command.name(), "validate");
    assert.deepEqual(
      command.options.map(({ flags, defaultValue }) => [flags, defaultValue as unknown]),
      [
        ["--stack <name>", undefined],
        ["--resources <dir>", "resources"],
        ["--access <dir>", undefined],
        ["--json", undefined],
        ["--watch", undefined],
      ],
    );
  });

  it("rejects --watch together with --json", async () => {
    const command = validateCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    await assert.rejects(command.parseAsync(["--watch", "--json"], { from: "user" }), {
      code: "commander.conflictingOption",
    });
  });

  it("sets the exit code of the process", async () => {
    const before = process.exitCode;
    const write = process.stderr.write.bind(process.stderr);
    let said = "";
    process.stderr.write = (text: string | Uint8Array) => ((said += String(text)), true);
    try {
      await validateCommand().parseAsync(["--resources", "no-such-directory"], { from: "user" });
      assert.equal(process.exitCode, 2);
      assert.match(said, /^error: "no-such-directory" is not a directory/);
    } finally {
      process.stderr.write = write;
      process.exitCode = before;
    }
  });
});
