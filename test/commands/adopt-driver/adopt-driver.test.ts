import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../../../commands/shared/run";

const CLI = resolve(__dirname, "../../../bin/amorphic-cicd");

const DRIVER = `import os
from amorphic_cicd import ResourceManager
ResourceManager(
    "./resources/",
    "access-management/prod",
    amorphic_auth_token=os.environ["TOKEN_OF_PROD"],
    amorphic_base_url="https://abc.execute-api.eu-west-1.amazonaws.com/prod/",
    amorphic_role_id="admin-role-1",
    resources_to_import={"rDomain": {"DomainName": "states"}, "rTag": {"TagKey": "a", "TagValue": "b"}},
)
`;

const STACK = `# What bootstrap wrote.
secretsprovider: awskms://alias/amorphic-prod
config:
  # The API, not the console.
  amorphic:apiUrl: https://replace.me # soon
  amorphic:protect: [Domain, Dataset]
  amorphic:import: [rOther]
`;

describe("adopt-driver", function () {
  this.timeout(30_000);
  let directory: string;

  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "amorphic-adopt-"))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  const read = (name: string) => readFileSync(join(directory, name), "utf8");
  const adopt = (...args: string[]) =>
    run(process.execPath, [CLI, "adopt-driver", "cicd.py", ...args], { cwd: directory, env: process.env });

  it("writes the stack's file, keeps comments and order, and shows what it wrote", async () => {
    write("cicd.py", DRIVER);
    write("Pulumi.prod.yaml", STACK);
    const { code, stdout, stderr } = await adopt("--stack", "prod");
    assert.deepEqual([code, stderr], [0, "Pulumi.prod.yaml was written\n"]);
    assert.equal(
      read("Pulumi.prod.yaml"),
      `# What bootstrap wrote.
secretsprovider: awskms://alias/amorphic-prod
config:
  # The API, not the console.
  amorphic:apiUrl: https://abc.execute-api.eu-west-1.amazonaws.com/prod/ # soon
  amorphic:protect: [Domain, Dataset]
  amorphic:import:
    - rOther
    - rDomain
    - rTag
  amorphic:resources: resources
  amorphic:access: access-management/prod
  amorphic:tokenEnv: TOKEN_OF_PROD
  amorphic:roleId: admin-role-1
`,
    );
    assert.equal(
      stdout,
      `--- Pulumi.prod.yaml
+++ Pulumi.prod.yaml
@@ -3,5 +3,12 @@
 config:
   # The API, not the console.
-  amorphic:apiUrl: https://replace.me # soon
+  amorphic:apiUrl: https://abc.execute-api.eu-west-1.amazonaws.com/prod/ # soon
   amorphic:protect: [Domain, Dataset]
-  amorphic:import: [rOther]
+  amorphic:import:
+    - rOther
+    - rDomain
+    - rTag
+  amorphic:resources: resources
+  amorphic:access: access-management/prod
+  amorphic:tokenEnv: TOKEN_OF_PROD
+  amorphic:roleId: admin-role-1
`,
    );
    const again = await adopt("--stack", "prod");
    assert.deepEqual(
      [again.code, again.stdout, again.stderr],
      [0, "", "Pulumi.prod.yaml has these settings already\n"],
    );
    assert.deepEqual(readdirSync(directory).sort(), ["Pulumi.prod.yaml", "cicd.py"]);
  });

  it("takes the stack's name from the access directory, and creates the stack's file", async () => {
    write("cicd.py", DRIVER);
    assert.equal((await adopt("--dry-run")).stderr, "Pulumi.prod.yaml was not written (--dry-run)\n");
    assert.deepEqual(readdirSync(directory), ["cicd.py"]);
    assert.equal((await adopt()).code, 0);
    assert.match(read("Pulumi.prod.yaml"), /^config:\n {2}amorphic:resources: resources\n/);
  });

  it("lists what it cannot read from the driver, with the line and what to do", async () => {
    write(
      "cicd.py",
      `URL = f"https://{HOST}/dev"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.planted"
ResourceManager(
    "/srv/resources",
    amorphic_auth_token=TOKEN,
    amorphic_base_url=URL,
    resources_to_import={"rA": {}, name(): {}},
    log_level="debug",
)
`,
    );
    const { code, stdout, stderr } = await adopt("--stack", "dev");
    assert.deepEqual([code, stderr], [1, "Pulumi.dev.yaml was written; 6 left to do by hand, see above\n"]);
    const byHand = "in the stack's file by hand";
    assert.deepEqual(
      stdout.split("\n").filter((line) => line.startsWith("cicd.py")),
      [
        `cicd.py:1: amorphic:apiUrl is not a literal string but an f-string, so it cannot be read; set amorphic:apiUrl ${byHand}`,
        "cicd.py:2: the token is in the driver in plain text: revoke it in Amorphic and create another; " +
          "export it as AMORPHIC_AUTHORIZATION_TOKEN, or set amorphic:tokenSecret to the name of its secret",
        `cicd.py:3: amorphic_role_id is missing; set amorphic:roleId ${byHand}`,
        `cicd.py:4: "/srv/resources" is not inside the repository; move the definitions there, and set amorphic:resources ${byHand}`,
        "cicd.py:7: a key of resources_to_import is a call to name(...); add its logical id to amorphic:import",
        'cicd.py:8: the argument "log_level" is unknown, so nothing was written for it; see docs/moving-in.md for the known arguments',
      ],
    );
    assert.equal(read("Pulumi.dev.yaml"), "config:\n  amorphic:import:\n    - rA\n");
    assert.equal(stdout.includes("eyJ"), false, "the token is shown nowhere");
  });

  it("reports a token that the driver has for when the environment variable is not set, and takes over the variable", async () => {
    const of = (token: string) => DRIVER.replace('os.environ["TOKEN_OF_PROD"]', token);
    const planted = '"eyJhbGciOiJIUzI1NiJ9.planted"';
    const reported = [
      `os.environ.get("TOKEN_OF_PROD", ${planted})`,
      `os.getenv("TOKEN_OF_PROD", default="eyJ" + ${planted})`,
    ];
    for (const token of reported) {
      write("cicd.py", of(token));
      const { code, stdout } = await adopt("--dry-run");
      assert.equal(code, 1);
      assert.match(
        stdout,
        /^cicd\.py:\d+: a token is in the driver in plain text, for when "TOKEN_OF_PROD" is not set: revoke it in Amorphic and create another$/m,
      );
      assert.match(stdout, /amorphic:tokenEnv: TOKEN_OF_PROD/);
      assert.equal(stdout.includes("planted"), false, "the token is shown nowhere");
    }
    for (const fallback of ['""', "None", "read()"]) {
      write("cicd.py", of(`os.getenv("TOKEN_OF_PROD", ${fallback})`));
      assert.equal((await adopt("--dry-run")).stdout.includes("plain text"), false, fallback);
    }
  });

  it("does not touch a file that is not a stack's, and adds no tokenEnv where tokenSecret is set", async () => {
    write("cicd.py", DRIVER);
    write("Pulumi.prod.yaml", "config:\n  a: [\n");
    const { code, stderr } = await adopt();
    assert.equal(code, 2);
    assert.match(stderr, /^Pulumi\.prod\.yaml is not valid YAML, so nothing was written: /);
    assert.equal(read("Pulumi.prod.yaml"), "config:\n  a: [\n");
    write("Pulumi.prod.yaml", "- config\n");
    assert.equal(
      (await adopt()).stderr,
      "Pulumi.prod.yaml has no keys such as `config:`, so it is not a stack's file, and nothing was written. Correct or remove it.\n",
    );
    write("Pulumi.prod.yaml", "config:\n  - a\n");
    assert.deepEqual(
      [(await adopt()).stderr, read("Pulumi.prod.yaml")],
      [
        "`config` in Pulumi.prod.yaml is not a map, so nothing was written. Correct or remove it.\n",
        "config:\n  - a\n",
      ],
    );
    write("Pulumi.prod.yaml", "config:\n  amorphic:tokenSecret: prod/token\n");
    assert.equal((await adopt()).code, 0);
    assert.equal(read("Pulumi.prod.yaml").includes("tokenEnv"), false);
  });

  it("keeps other settings as they are written: digits of numbers, ends of lines, and spacing where nothing is missing", async () => {
    write("cicd.py", DRIVER);
    const others = "config:\r\n  aws:allowedAccountIds: [ 012345678901 ]\r\n  other:id: 123456789012345678901234\r\n";
    write("Pulumi.prod.yaml", others);
    assert.equal((await adopt()).code, 0);
    const written = read("Pulumi.prod.yaml");
    assert.match(
      written,
      /^config:\r\n {2}aws:allowedAccountIds: \[012345678901\]\r\n {2}other:id: 123456789012345678901234\r\n/,
    );
    assert.equal(/[^\r]\n/.test(written), false);
    const spaced = written.replace("  other:id:", "\r\n\r\n\r\n  other:id:  ");
    write("Pulumi.prod.yaml", spaced);
    assert.equal((await adopt()).stderr, "Pulumi.prod.yaml has these settings already\n");
    assert.equal(read("Pulumi.prod.yaml"), spaced);
  });

  it("asks for --stack if the driver does not name the environment, and rejects a path as the name of a stack", async () => {
    write("cicd.py", 'ResourceManager("./resources")');
    assert.equal(
      (await adopt()).stderr,
      "The driver does not say which environment it is for; name the stack with --stack.\n",
    );
    const { code, stderr } = await adopt("--stack", "../x");
    assert.deepEqual(
      [code, stderr],
      [2, '"../x" cannot be the name of a stack: use letters, digits, "_", "-" and "."\n'],
    );
  });
});
