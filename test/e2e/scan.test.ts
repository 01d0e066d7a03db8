import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Log } from "sarif";
import { run, type Outcome } from "../../commands/shared/run";
import { ensureGitleaks, ensurePythonScanners } from "../../commands/setup/scanners";
import { assertSarif } from "../commands/scan/sarif-schema";
import { Advisories } from "../support/advisories";

const REPOSITORY = resolve(__dirname, "../..");
const RULES = join(REPOSITORY, "commands/scan/rules");

/** Put together here, so that this file itself contains no secrets. */
const TOKEN = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
const PASSWORD = ["pl4nted", "Passw0rd"].join("-");

const SCRIPT = `import os
import subprocess
import pickle


def main(spark, table, bucket):
    subprocess.call("aws s3 ls " + table, shell=True)  # nosec # noqa # nosemgrep
    spark.sql(f"SELECT * FROM {table}")
    model = pickle.loads(bucket.read())
    password = "${PASSWORD}"
    return models, password
`;

const FILES: Readonly<Record<string, string>> = {
  "resources/sales.json": JSON.stringify({
    rDb: { Type: "Datasource", Properties: { DatasourceConfig: { Password: PASSWORD, PublicAccessibility: "yes" } } },
  }),
  "resources/jobs/tests/job.py": SCRIPT,
  "resources/jobs/tests/requirements.txt":
    "requests==2.19.0 ; python_version < '3.11'\nrequests==2.32.0 ; python_version >= '3.11'\npandas>=1\n",
  "resources/jobs/tests/job.scala": "object Job\n",
  // gitleaks leaves out directories of this name.
  "resources/lib/python3.9/job.sql": `-- ${TOKEN}\n`,
  // Encrypted by KMS, so no finding.
  "Pulumi.dev.yaml": `encryptedkey: ${Buffer.from("the data key of a stack, encrypted by KMS, at any length").toString("base64")}\n`,
  // Not encrypted, whatever its name says.
  "Pulumi.prod.yaml": `encryptedkey: ${["AKIA", "QYLPMN5HHHFPZAM2"].join("")}\n`,
  "notes.txt": `token: ${TOKEN} # gitleaks:allow\n`,
  "package-lock.json": JSON.stringify(
    {
      name: "x",
      version: "1.0.0",
      lockfileVersion: 3,
      packages: {
        "": { name: "x", version: "1.0.0", dependencies: { lodash: "4.17.15" } },
        "node_modules/lodash": { version: "4.17.15" },
      },
    },
    undefined,
    2,
  ),
  // What would turn the scanners off, if they read it.
  ".gitleaks.toml": "[allowlist]\npaths = ['.*']\n",
  ".gitleaksignore": "notes.txt:github-pat:1\n",
  ".semgrepignore": "*\n",
  "pyproject.toml": "[tool.ruff]\nexclude = ['*']\n[tool.bandit]\nexclude_dirs = ['resources']\n",
  ".npmrc": "registry=http://127.0.0.1:1/\n",
  // Python would run these instead of its own, if it looked into its working directory.
  "json.py": "raise SystemExit(0)\n",
};

const dir = "resources/jobs/tests";
const EXPECTED = `Pulumi.prod.yaml:1:15: critical gitleaks/aws-access-token Identified a pattern that may indicate AWS credentials, risking unauthorized cloud resource access and data breaches on AWS platforms.
notes.txt:1:8: critical gitleaks/github-pat Uncovered a GitHub Personal Access Token, potentially leading to unauthorized repository access and sensitive content exposure.
package-lock.json:13:1: critical npm-audit/GHSA-jf85-cpcp-j695 lodash <4.17.21: Prototype Pollution in lodash
${dir}/job.py:1:8: low ruff/F401 \`os\` imported but unused
${dir}/job.py:2:1: low bandit/B404 Consider possible security implications associated with the subprocess module.
${dir}/job.py:3:1: low bandit/B403 Consider possible security implications associated with pickle module.
${dir}/job.py:7:5: high bandit/B602 subprocess call with shell=True identified, security issue.
${dir}/job.py:7:5: high semgrep/shell-command a shell runs a command that is built at run time
${dir}/job.py:8:15: medium bandit/B608 Possible SQL injection vector through string-based query construction.
${dir}/job.py:8:15: high semgrep/sql-by-formatting SQL is built by string formatting, so whoever controls a part of it controls the query
${dir}/job.py:9:5: low ruff/F841 Local variable \`model\` is assigned to but never used
${dir}/job.py:9:13: medium bandit/B301 Pickle and modules that wrap it can be unsafe when used to deserialize untrusted data, possible security issue.
${dir}/job.py:9:13: high semgrep/pickle-from-storage a pickle from storage runs whatever code was put into it
${dir}/job.py:10:5: high gitleaks/generic-api-key Detected a Generic API Key, potentially exposing access to various services and sensitive operations.
${dir}/job.py:10:16: low bandit/B105 the code may contain a password; read it from AWS Secrets Manager
${dir}/job.py:11:12: high ruff/F821 Undefined name \`models\`
${dir}/requirements.txt:1:1: high pip-audit/PYSEC-2018-28 requests 2.19.0 has a known vulnerability; use 2.20.0
${dir}/requirements.txt:3:1: medium pip-audit/unpinned pandas has no fixed version, so it was not audited
resources/lib/python3.9/job.sql:1:4: critical gitleaks/github-pat Uncovered a GitHub Personal Access Token, potentially leading to unauthorized repository access and sensitive content exposure.
resources/sales.json:1:64: high gitleaks/generic-api-key Detected a Generic API Key, potentially exposing access to various services and sensitive operations.
resources/sales.json:1:74: critical definitions/literal-secret "DatasourceConfig.Password" of "rDb" contains a secret in plain text
resources/sales.json:1:115: high definitions/public-database "DatasourceConfig.PublicAccessibility" of "rDb" makes the database reachable from the Internet
covered only by the search for secrets: Scala: ${dir}/job.scala
covered only by the search for secrets: SQL: resources/lib/python3.9/job.sql
covered only by the search for secrets: other lists of dependencies: pyproject.toml
not searched for secrets: .gitleaks.toml, package-lock.json
Scan: 5 critical, 9 high, 3 medium, 5 low; 7 scanners ran, 0 did not
`;

describe("scan, with the real scanners", function () {
  this.timeout(120_000);

  let directory: string;
  let advisories: Advisories;
  let python: string;

  before(async function () {
    // The first use on a machine installs and builds them.
    this.timeout(900_000);
    python = await ensurePythonScanners();
    await ensureGitleaks();
    advisories = await Advisories.start();
    directory = mkdtempSync(join(tmpdir(), "amorphic-scan-e2e-"));
    for (const [path, text] of Object.entries(FILES)) write(path, text);
  });
  after(async () => {
    await advisories.stop();
    rmSync(directory, { recursive: true });
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const scan = (...args: string[]): Promise<Outcome> =>
    run(process.execPath, [join(REPOSITORY, "bin/amorphic-cicd"), "scan", ...args], {
      cwd: directory,
      env: { ...process.env, ...advisories.environment },
    });
  const fingerprints = (text: string): string[] =>
    (JSON.parse(text) as Log).runs
      .flatMap(({ results = [] }) => results)
      .map((result) => `${result.ruleId ?? ""} ${Object.values(result.partialFingerprints ?? {}).join()}`)
      .sort();

  it("finds what is planted, whatever the repository's settings say, and shows no secret", async () => {
    const out = join(directory, "../", `${directory.split("/").at(-1) ?? ""}-out`);
    const told = await scan("--sarif", join(out, "scan.sarif"), "--junit", join(out, "scan.xml"));
    const [sarif, junit] = ["scan.sarif", "scan.xml"].map((name) => readFileSync(join(out, name), "utf8"));
    rmSync(out, { recursive: true });
    assert.equal(told.stdout, EXPECTED, told.stderr);
    assert.equal(told.code, 1);
    assertSarif(JSON.parse(sarif ?? ""));
    for (const secret of [TOKEN, PASSWORD]) {
      assert.equal([told.stdout, told.stderr, sarif, junit].join().includes(secret), false);
    }
  });

  it("gives a finding the same fingerprint after its line moved", async () => {
    const only = ["--only", "bandit,ruff,gitleaks", "--json", "--fail-on", "never"];
    const before = await scan(...only);
    write("resources/jobs/tests/job.py", SCRIPT.replace("\n\n\n", "\n\nVERSION = 1\n\n\n"));
    write("notes.txt", `\n\n\n${FILES["notes.txt"] ?? ""}`);
    const after = await scan(...only);
    assert.equal(before.code, 0, before.stderr);
    assert.notEqual(after.stdout, before.stdout);
    assert.deepEqual(fingerprints(after.stdout), fingerprints(before.stdout));
  });

  it("reports a script that cannot be parsed, and which scanner therefore did not run", async () => {
    write("broken.py", "def broken(:\n");
    const told = await scan("--only", "bandit,ruff");
    rmSync(join(directory, "broken.py"));
    assert.equal(told.code, 2);
    assert.match(told.stdout, /^broken\.py:1:12: high ruff\/invalid-syntax /);
    assert.match(told.stdout, /^not run: bandit: broken\.py: syntax error while parsing AST from file$/m);
  });

  it("has rules for Glue that find exactly what their samples say", async () => {
    const samples = mkdtempSync(join(tmpdir(), "amorphic-rules-"));
    cpSync(join(RULES, "glue.yaml"), join(samples, "glue.yaml"));
    cpSync(join(REPOSITORY, "test/commands/scan/rules/glue.py"), join(samples, "glue.py"));
    const args = ["scan", "--test", "--json", "--metrics=off", "--disable-version-check", samples];
    const semgrep = ["-I", "-m", "semgrep.console_scripts.pysemgrep", ...args];
    const { code, stdout, stderr } = await run(python, semgrep, {
      cwd: samples,
      env: { ...process.env, HOME: samples },
    });
    rmSync(samples, { recursive: true });
    assert.equal(code, 0, stdout + stderr);
    const { results } = JSON.parse(stdout) as {
      results: Record<string, { checks: Record<string, { passed: boolean }> }>;
    };
    const checks = Object.values(results).flatMap(({ checks }) => Object.entries(checks));
    const rules = [...readFileSync(join(RULES, "glue.yaml"), "utf8").matchAll(/^ {2}- id: (.+)$/gm)].map(
      ([, id]) => id,
    );
    assert.deepEqual(checks.map(([id]) => id).sort(), rules.sort());
    assert.deepEqual(
      checks.filter(([, { passed }]) => !passed),
      [],
    );
  });
});
