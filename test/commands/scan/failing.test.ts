import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../../../commands/scan";
import { toJunit } from "../../../commands/scan/junit";
import { run } from "../../../commands/shared/run";
import { toSarif } from "../../../commands/scan/sarif";
import { toLines } from "../../../commands/scan/text";
import { Repository } from "./repository";
import { assertSarif } from "./sarif-schema";

const FILES = {
  "jobs/a.py": "print(1)\n",
  "requirements.txt": "requests==2.19.0\n",
  "package-lock.json": { lockfileVersion: 3, packages: {} },
};

/** What gitleaks logs of each file. */
const READ = "for f in */*; do echo \"1:00AM TRC scanning path path=$f\" >&2; done; echo '[]'";
const say = (output: unknown): string => `cat <<'END'\n${JSON.stringify(output)}\nEND`;

/** What each scanner writes when it finds nothing. */
const CLEAN: Readonly<Record<string, string>> = {
  bandit: say({ errors: [], metrics: { "./jobs/a.py": {} }, results: [] }),
  gitleaks: READ,
  "npm-audit": say({ auditReportVersion: 2, vulnerabilities: {} }),
  "pip-audit": say({ dependencies: [{ name: "requests", version: "2.19.0", vulns: [] }] }),
  ruff: "echo '[]'",
  semgrep: say({ errors: [], paths: { scanned: ["jobs/a.py"] }, results: [] }),
};

/** Observed ways to fail, by scanner; each ends with an exit code that may also mean success. */
const TRAPS: readonly (readonly [scanner: string, script: string, said: string])[] = [
  [
    "pip-audit",
    say({ dependencies: [{ name: "requests", skip_reason: "Dependency not found on PyPI and could not be audited" }] }),
    "requirements.txt: Dependency not found on PyPI and could not be audited",
  ],
  ["pip-audit", say({ dependencies: [] }), "requirements.txt: requests was skipped"],
  [
    "npm-audit",
    `${say({ message: "405 Method Not Allowed - POST https://registry.test", error: { summary: "" } })}\nexit 1`,
    "package-lock.json: 405 Method Not Allowed - POST https://registry.test",
  ],
  [
    "npm-audit",
    `${say({ error: { code: "ENOAUDIT", summary: "no connection" } })}\nexit 1`,
    "package-lock.json: no connection",
  ],
  [
    "semgrep",
    say({ errors: [{ message: "Syntax error", path: "jobs/a.py" }], paths: { scanned: ["jobs/a.py"] }, results: [] }),
    "jobs/a.py: Syntax error",
  ],
  ["semgrep", say({ errors: [], paths: { scanned: [] }, results: [] }), "jobs/a.py was skipped"],
  [
    "bandit",
    say({ errors: [{ filename: "./jobs/a.py", reason: "syntax error" }], metrics: { "./jobs/a.py": {} }, results: [] }),
    "jobs/a.py: syntax error",
  ],
  ["bandit", say({ errors: [], metrics: { _totals: {} }, results: [] }), "jobs/a.py was skipped"],
  ["gitleaks", `${READ}; echo '1:00AM ERR failed to scan jobs/a.py' >&2`, "failed to scan jobs/a.py"],
  ["gitleaks", READ.replace("*/*", "[1-9]*/*"), "jobs/a.py was skipped"],
  [
    "ruff",
    say([
      { code: "E902", filename: "jobs/a.py", message: "io-error", location: { row: 1, column: 1 }, name: "io-error" },
    ]),
    "jobs/a.py could not be read",
  ],
];

const NO_DIRECTORY =
  'there is no directory "resources"; run this in the root of the project, or name the one with the definitions';

describe("a scanner that fails", () => {
  let repository: Repository;
  beforeEach(() => {
    repository = new Repository(FILES);
    for (const [scanner, script] of Object.entries(CLEAN)) repository.standIn(scanner, script);
  });
  afterEach(() => repository.remove());

  const assertFailed = async (scanner: string, said: string | RegExp): Promise<void> => {
    const scan = await repository.scan();
    assert.equal(exitCode(scan, "never"), 2);
    const run = scan.runs.find((one) => one.scanner === scanner);
    const failure = run?.failures.join("\n") ?? "";
    if (typeof said === "string") assert.equal(failure, said);
    else assert.match(failure, said);
    const sarif = toSarif(scan);
    assertSarif(sarif);
    for (const { tool, invocations = [] } of sarif.runs) {
      assert.equal(invocations[0]?.executionSuccessful, tool.driver.name !== scanner, tool.driver.name);
    }
    assert(JSON.stringify(sarif).includes(`not run: ${run?.failures[0] ?? ""}`.replace(/"/g, '\\"')));
    const lines = toLines(scan);
    assert(lines.includes(`not run: ${scanner}: ${run?.failures[0] ?? ""}`), lines.join("\n"));
    assert.equal(lines.at(-1), "Scan: 0 critical, 0 high, 0 medium, 0 low; 6 scanners ran, 1 did not");
    assert.match(toJunit(scan), /tests="1" failures="0" errors="1"/);
  };

  it("is distinguished from scanners that find nothing", async () => {
    const scan = await repository.scan();
    assert.equal(exitCode(scan, "low"), 0);
    assert.deepEqual(toLines(scan), [
      `no definitions were scanned: ${NO_DIRECTORY}`,
      "Scan: 0 critical, 0 high, 0 medium, 0 low; 7 scanners ran, 0 did not",
    ]);
  });

  for (const [scanner, script, said] of TRAPS) {
    it(`is reported whatever its exit code: ${scanner}: ${said}`, async () => {
      repository.standIn(scanner, script);
      await assertFailed(scanner, said);
    });
  }

  for (const scanner of Object.keys(CLEAN)) {
    it(`is reported if it crashes, is killed, or writes nothing or something unknown: ${scanner}`, async () => {
      const ways: readonly (readonly [script: string, said: RegExp])[] = [
        ["echo Traceback; echo 'boom' >&2; exit 3", /it ended with code 3: boom$/],
        ["kill -9 $$", /it ended with no exit code: killed by SIGKILL$/],
        ["echo 'no route to host' >&2", /it wrote no result \(no route to host\)$/],
        ["echo '<html>'", /its result is not valid JSON$/],
        ["echo '{\"a\":1}'", /its result has an unknown format|returned no audit report/],
        ["echo null", /its result has an unknown format/],
      ];
      for (const [script, said] of ways) {
        repository.standIn(scanner, script);
        await assertFailed(scanner, said);
      }
    });
  }

  it("is reported once for all versions of a package, whose findings are listed one by one", async () => {
    const markers = "requests==2.31.0 ; python_version<'3.11'\nrequests==2.19.0 ; python_version>='3.11'\n";
    repository.write("requirements.txt", markers);
    const vulns = [{ id: "PYSEC-1", fix_versions: ["2.32.0"] }];
    const found = JSON.stringify({ dependencies: [{ name: "requests", version: "VERSION", vulns }] });
    // Like the real one, it accepts a package only once.
    repository.standIn("pip-audit", `v=$(sed -n 's/requests==//p' "$2"); echo '${found}' | sed "s/VERSION/$v/"`);
    const scan = await repository.scan(["pip-audit"]);
    const says = (version: string, line: number): string =>
      `requirements.txt:${line}:1: high pip-audit/PYSEC-1 requests ${version} has a known vulnerability; use 2.32.0`;
    assert.deepEqual(toLines(scan).slice(0, -1), [says("2.31.0", 1), says("2.19.0", 2)]);
    repository.standIn("pip-audit", "echo 'no route to host' >&2; exit 3");
    assert.deepEqual((await repository.scan(["pip-audit"])).runs[0]?.failures, [
      "requirements.txt: it ended with code 3: no route to host",
    ]);
  });

  it("is reported if it is not installed", async () => {
    const bare = new Repository(FILES);
    const scan = await bare.scan();
    bare.remove();
    assert.equal(exitCode(scan, "never"), 2);
    const said = toLines(scan).filter((line) => line.startsWith("not run"));
    assert.deepEqual(said, [
      "not run: bandit: bandit is not on PATH: install it",
      "not run: gitleaks: gitleaks is not on PATH: install it",
      "not run: npm-audit: npm-audit is not on PATH: install it",
      "not run: pip-audit: pip-audit is not on PATH: install it",
      "not run: ruff: ruff is not on PATH: install it",
      "not run: semgrep: semgrep is not on PATH: install it",
    ]);
  });

  it("is no problem if it has nothing to scan", async () => {
    const only = ["bandit", "npm-audit", "pip-audit", "ruff", "semgrep"];
    const empty = new Repository({ "README.md": "x" });
    assert.equal(exitCode(await empty.scan(only), "low"), 0);
    const said = only.map((name) => `scan: ${name}: nothing to scan`);
    assert.deepEqual(empty.progress.sort(), ["scan: 1 file in the repository …", ...said]);
    empty.remove();
  });

  it("is reported if the directory of definitions is missing and no other scanner has files to scan", async () => {
    const wrong = new Repository({ "notes.txt": "x" });
    const only = await wrong.scan(["definitions", "ruff"]);
    assert.equal(exitCode(only, "never"), 2);
    assert.deepEqual(toLines(only), [
      `not run: definitions: ${NO_DIRECTORY}`,
      "Scan: 0 critical, 0 high, 0 medium, 0 low; 1 scanner ran, 1 did not",
    ]);
    wrong.write("resources", "no directory");
    assert.equal(exitCode(await wrong.scan(["definitions"]), "never"), 2);
    wrong.standIn("gitleaks", READ);
    assert.equal(exitCode(await wrong.scan(["definitions", "gitleaks"]), "low"), 0);
    wrong.remove();
    const none = new Repository({ "resources/README.md": "x" });
    assert.equal(exitCode(await none.scan(["definitions"]), "low"), 0);
    none.remove();
  });

  it("does not affect the others if it cannot even start", async () => {
    symlinkSync("/etc", join(repository.directory, "resources"));
    await assertFailed(
      "definitions",
      '"resources" is outside the repository; name a directory of definitions inside it',
    );
  });

  it("is avoided by refusing file names that are not UTF-8", async () => {
    writeFileSync(Buffer.from(`${repository.directory}/x\xff.py`, "latin1"), "");
    await assert.rejects(repository.scan(), {
      name: "UserError",
      message: 'These names are not UTF-8, so the files cannot be scanned: "x\ufffd.py"; rename them.',
    });
  });

  it("gets neither the repository's configuration nor the environment's secrets", async () => {
    repository.write("pyproject.toml", "[tool.ruff]\nexclude = ['*']\n");
    repository.write("jobs/.semgrepignore", "*");
    repository.standIn("ruff", "ls -A . jobs >&2; env >&2; exit 3");
    const env = { PATH: "/usr/bin:/bin", AWS_SECRET_ACCESS_KEY: "planted", AMORPHIC_AUTHORIZATION_TOKEN: "planted" };
    let said = "";
    await repository.scan(["ruff"], {
      env,
      run: async (...args) => {
        const outcome = await run(...args);
        if (!args[0].endsWith("git")) said += outcome.stderr;
        return outcome;
      },
    });
    assert.match(said, /^\.:\njobs\n\njobs:\na\.py\n/);
    assert.equal(said.includes("planted"), false);
  });
});
