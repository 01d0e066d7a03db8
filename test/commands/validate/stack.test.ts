import assert from "node:assert/strict";
import { resolve } from "node:path";
import { run, type Outcome } from "../../../commands/shared/run";
import { domain, makeRepository, type Files } from "../../definitions/support";

const BIN = resolve(__dirname, "../../../bin/amorphic-cicd");

/** As a bootstrapped stack has it; nobody here has its key. */
const STACK = `encryptionsalt: v1:x
config:
  amorphic:apiUrl: https://api.test/dev
  amorphic:roleId: replace-with-the-service-users-role-id
  amorphic:resources: blocks
  amorphic:access: access/dev
  amorphic:tokenEnv: MY_TOKEN
  amorphic:plainEnv: [STAGE]
  amorphic:fingerprintKey:
    secure: v1:x
`;

describe("validate --stack", () => {
  /** There is no Pulumi on this PATH, and no state is named. */
  const validate = (files: Files, ...args: string[]): Promise<Outcome> => {
    const cwd = makeRepository({ "Pulumi.yaml": "name: shop\n", "Pulumi.dev.yaml": STACK, ...files });
    return run(process.execPath, [BIN, "validate", ...args], { cwd, env: { PATH: "/usr/bin:/bin", STAGE: "dev" } });
  };
  const named = { "blocks/a.json": { rA: domain({ DisplayName: { "!Environ": "STAGE" } }) } };
  const shared = { "access/dev/a.json": { rA: { Owner: { Users: ["ann"] } } } };

  it("reads the directories that the stack's file names, without Pulumi, state or key", async () => {
    const elsewhere = { "resources/a.json": "{", "access/prod/a.json": "{" };
    assert.deepEqual(await validate({ ...named, ...shared, ...elsewhere }, "--stack", "dev"), {
      code: 0,
      stdout: "",
      stderr: "1 definition in 1 file, 0 errors, 0 warnings\n",
    });
  });

  it("finds the mistakes in them that a plan of the stack would find", async () => {
    const { code, stdout, stderr } = await validate(
      {
        "blocks/a.json": {
          rA: domain({ DomainName: { "!Environ": "MY_TOKEN" } }),
          rS: {
            Type: "Datasource",
            Properties: {
              DatasourceName: "s",
              DatasourceType: "jdbc",
              DatasourceConfig: { Password: { "!Environ": "STAGE" } },
            },
          },
        },
        "access/dev/a.json": '{ "rA": {',
      },
      ...["--stack", "dev", "--json"],
    );
    assert.deepEqual([code, stderr], [1, "2 definitions in 1 file, 3 errors, 0 warnings\n"]);
    assert.deepEqual(
      (JSON.parse(stdout) as { file: string; code: string }[]).map((problem) => `${problem.file} ${problem.code}`),
      ["access/dev/a.json JSON_SYNTAX", "blocks/a.json RESERVED_VARIABLE", "blocks/a.json PLAIN_SECRET"],
    );
  });

  it("reads resources/, and no central sharing, if the stack's file names nothing else", async () => {
    const files = { "resources/a.json": { rA: domain() }, "access-management/dev/a.json": "{" };
    for (const text of ["", "config:\n  amorphic:apiUrl: simulator\n"]) {
      const { code, stderr } = await validate({ ...files, "Pulumi.dev.yaml": text }, "--stack", "dev");
      assert.deepEqual([code, stderr], [0, "1 definition in 1 file, 0 errors, 0 warnings\n"]);
    }
  });

  it("says that a directory of the stack does not exist", async () => {
    const { code, stderr } = await validate(named, "--stack", "dev");
    assert.equal(code, 2);
    assert.equal(stderr, 'error: "access/dev" is not a directory, so there are no shares to read; correct the path\n');
  });

  for (const [what, text, message] of [
    ["that is not YAML", "config: a: b\n", /^Pulumi\.dev\.yaml in \S+ is not valid YAML: Nested mappings .*\n$/],
    [
      "with wrong or unknown keys",
      "config: { amorphic:tokenEnv: eyJ-secret, amorphic:plainEnv: A, amorphic:acess: a, amorphic:apiUrl: nowhere }\n",
      /^The stack's configuration \(Pulumi\.dev\.yaml\) has mistakes:\n {2}amorphic:acess is not a key \(did you mean "access"\?\)\n {2}amorphic:tokenEnv must be the name of the environment variable that holds the token, never the token\n {2}amorphic:plainEnv is "A"; it must be a list of names\n$/,
    ],
    [
      "that encrypts a directory's name",
      "config: { amorphic:resources: { secure: v1:x } }\n",
      /^The stack's .* has mistakes:\n {2}amorphic:resources is encrypted, so it cannot be read here; it is no secret: write it in plain text\n$/,
    ],
  ] as const) {
    it(`refuses a stack's file ${what}`, async () => {
      const { code, stdout, stderr } = await validate({ "Pulumi.dev.yaml": text }, "--stack", "dev");
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    });
  }

  it("refuses a stack without a file, and directories beside a stack", async () => {
    for (const [args, message] of [
      [["--stack", "dve"], /^There is no Pulumi\.dve\.yaml in \S+\. Name a stack that has one: dev; /],
      [
        ["--stack", "dev", "--resources", "blocks"],
        /^error: option '--stack <name>' cannot be used with option '--resources <dir>'\n/,
      ],
      [
        ["--stack", "dev", "--access", "access/dev"],
        /^error: option '--stack <name>' cannot be used with option '--access <dir>'\n/,
      ],
    ] as const) {
      const { code, stdout, stderr } = await validate({}, ...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    }
  });
}).timeout(30_000);
