import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../../../commands/scan";
import { readBaseline, readEntries, writeBaseline } from "../../../commands/scan/baseline";
import { toJunit } from "../../../commands/scan/junit";
import { findingsThatCount, type Scan } from "../../../commands/scan/model";
import { toSarif } from "../../../commands/scan/sarif";
import { toLines } from "../../../commands/scan/text";
import { Repository } from "./repository";
import { assertSarif } from "./sarif-schema";

const source = (config: object) => ({ Type: "Datasource", Properties: { DatasourceConfig: config } });
const FILE = "resources/a b.json";
const RULE = "definitions/literal-secret";

describe("a finding of a scan", () => {
  let repository: Repository;
  beforeEach(() => {
    repository = new Repository({
      [FILE]: { rA: source({ Password: "pl4nted" }), rB: source({ Password: "pl4nted" }) },
    });
  });
  afterEach(() => repository.remove());

  const scan = (given = {}): Promise<Scan> => repository.scan(["definitions"], given);
  const suppress = (more: object = {}): void => {
    const suppression = { rule: RULE, path: FILE, reason: "a test database", until: "2026-03-01", ...more };
    repository.write(".amorphic-scan.json", { suppress: [suppression] });
  };
  const ids = ({ runs }: Scan): string[] => runs.flatMap(({ findings }) => findings.map((one) => one.fingerprint));

  it("fails the scan if it is at least as severe as the given limit", async () => {
    const result = await scan();
    assert.equal(exitCode(result, "critical"), 1);
    assert.equal(exitCode(result, "never"), 0);
    repository.write(FILE, { rA: source({ PublicAccessibility: "yes" }) });
    const high = await scan();
    assert.deepEqual(
      (["critical", "high", "medium", "low"] as const).map((severity) => exitCode(high, severity)),
      [0, 1, 1, 1],
    );
  });

  it("does not count while it is suppressed, until the end of the last day", async () => {
    suppress();
    const result = await scan({ now: new Date("2026-03-01T23:59:59Z") });
    assert.deepEqual(toLines(result), [
      "Scan: 0 critical, 0 high, 0 medium, 0 low, 2 suppressed; 1 scanner ran, 0 did not",
    ]);
    assert.equal(exitCode(result, "low"), 0);
    assert.deepEqual(
      toSarif(result).runs[0]?.results?.map(({ suppressions }) => suppressions),
      Array(2).fill([{ kind: "external", status: "accepted", justification: "a test database" }]),
    );
    assert.match(toJunit(result), /failures="0".*\n.*\n.*<skipped message="a test database"\/>/);
  });

  it("counts again from the day after its suppression ended, and the scan says so", async () => {
    suppress();
    const result = await scan({ now: new Date("2026-03-02T00:00:00Z") });
    assert.equal(findingsThatCount(result).length, 2);
    assert(
      toLines(result).includes(`the suppression of ${RULE} in ${FILE} ended on 2026-03-01: its findings count again`),
    );
  });

  it("is suppressed by nothing that names another rule, file or scanner, and the scan says which suppressions have no effect", async () => {
    const suppressions = [
      ["definitions/public-database", FILE],
      [RULE, "resources/gone.json"],
      ["bandits/B105", FILE],
      ["ruff/E501", FILE],
    ].map(([rule, path]) => ({ rule, path, reason: "a test database", until: "2026-03-01" }));
    repository.write(".amorphic-scan.json", { suppress: suppressions });
    const { notes } = await scan({ now: new Date("2026-03-01T00:00:00Z") });
    assert.deepEqual(notes, [
      `the suppression of definitions/public-database in ${FILE} matches no finding: correct it, or remove it`,
      `the suppression of ${RULE} in resources/gone.json matches no finding: correct it, or remove it`,
      `the suppression of bandits/B105 in ${FILE} has no effect: the scanners are bandit, definitions, gitleaks, npm-audit, pip-audit, ruff, semgrep`,
    ]);
  });

  it("can be suppressed by rule and path, by rule and directory, or individually by fingerprint", async () => {
    suppress({ path: "resources/" });
    assert.equal(findingsThatCount(await scan()).length, 0);
    suppress({ path: "resource" });
    assert.equal(findingsThatCount(await scan()).length, 2);
    suppress({ rule: "bandit/literal-secret" });
    assert.equal(findingsThatCount(await scan()).length, 2);
    suppress({ fingerprint: ids(await scan())[0] });
    assert.equal(findingsThatCount(await scan()).length, 1);
  });

  it("is not looked for in excluded files, and the scan says so", async () => {
    repository.write(".amorphic-scan.json", { exclude: [{ path: "resources/", reason: "not ours" }] });
    assert.deepEqual(toLines(await scan()), [
      "not scanned: resources/ (1 file): not ours",
      "Scan: 0 critical, 0 high, 0 medium, 0 low; 1 scanner ran, 0 did not",
    ]);
  });

  it("is not looked for if the scan's configuration has mistakes, which are reported all at once", async () => {
    repository.write(".amorphic-scan.json", {
      exclude: [{ path: "x" }],
      suppress: [{ rule: "*", path: "a", reason: "", until: "soon", by: "me" }],
    });
    await assert.rejects(scan(), {
      name: "UserError",
      message: [
        ".amorphic-scan.json: /exclude/0 must have required property 'reason'",
        '.amorphic-scan.json: /suppress/0 must NOT have additional properties ("by")',
        '.amorphic-scan.json: /suppress/0/rule must match pattern "^[^/*]+/[^*]+$"',
        '.amorphic-scan.json: /suppress/0/reason must match pattern "\\S{3}"',
        '.amorphic-scan.json: /suppress/0/until must match pattern "^\\d{4}-\\d{2}-\\d{2}$"',
        "docs/scanning.md says what it may contain.",
      ].join("\n"),
    });
    suppress({ until: "2026-02-30" });
    await assert.rejects(scan(), { message: '.amorphic-scan.json: "2026-02-30" is not a date; write YYYY-MM-DD' });
    repository.write(".amorphic-scan.json", "\uFEFF{}");
    await scan();
    repository.write(".amorphic-scan.json", "{");
    await assert.rejects(scan(), /^UserError: \.amorphic-scan\.json is not valid JSON \(/);
    rmSync(join(repository.directory, ".amorphic-scan.json"));
    repository.write(".amorphic-scan.json/x", "");
    await assert.rejects(scan(), /^UserError: \.amorphic-scan\.json is not valid JSON \(EISDIR/);
  });

  it("counts only if it is not in the baseline", async () => {
    const baseline = join(repository.root, "baseline.json");
    assert.equal(writeBaseline(baseline, await scan()), 2);
    repository.write("resources/new.json", { rC: source({ Token: "pl4nted" }) });
    const result = await scan({ baseline: readBaseline(baseline) });
    assert.deepEqual(toLines(result), [
      `resources/new.json:6:18: critical ${RULE} "DatasourceConfig.Token" of "rC" contains a secret in plain text`,
      "Scan: 1 critical, 0 high, 0 medium, 0 low, 2 in the baseline; 1 scanner ran, 0 did not",
    ]);
    assert.deepEqual(
      toSarif(result).runs[0]?.results?.map(({ baselineState }) => baselineState),
      ["unchanged", "unchanged", "new"],
    );
    assert.throws(
      () => readBaseline(join(repository.root, "none")),
      /none does not exist; create it with --write-baseline/,
    );
    assert.throws(
      () => readBaseline(join(repository.directory, FILE)),
      /is not a baseline; remove it, and create it again/,
    );
    assert.throws(() => readBaseline(repository.root), /cannot be read \(EISDIR: .*; name the file of the baseline/);
  });

  it("stays in the baseline if its scanner does not run or does not complete", async () => {
    const baseline = join(repository.root, "baseline.json");
    const entry = (rule: string) => ({ rule, path: "jobs/a.py", fingerprint: `of ${rule}` });
    const old = ["bandit/B1", "definitions/old", "ruff/F1"].map(entry);
    const rules = () => readEntries(baseline)?.map(({ rule }) => rule);

    assert.equal(writeBaseline(baseline, await scan(), old), 4);
    assert.deepEqual(rules(), ["bandit/B1", RULE, RULE, "ruff/F1"]);

    repository.write("jobs/a.py", "print(1)\n");
    repository.standIn("ruff", "exit 7");
    assert.equal(writeBaseline(baseline, await repository.scan(["ruff"]), old), 3);
    assert.deepEqual(readEntries(baseline), old);

    repository.standIn("ruff", "echo '[]'");
    assert.equal(writeBaseline(baseline, await repository.scan(["ruff"]), old), 2);
    assert.deepEqual(rules(), ["bandit/B1", "definitions/old"]);
  });

  it("keeps its fingerprint when its line moves, and has another one in another block", async () => {
    const before = ids(await scan());
    assert.equal(new Set(before).size, 2);
    const blocks = JSON.parse(repository.read(FILE)) as object;
    repository.write(FILE, `\n\n${JSON.stringify({ rNew: source({ Password: { "!Environ": "P" } }), ...blocks })}`);
    assert.deepEqual(ids(await scan()), before);
  });

  it("is written the same way twice, as SARIF that matches its schema", async () => {
    const [first, second] = [toSarif(await scan()), toSarif(await scan())];
    assert.deepEqual(first, second);
    assertSarif(first);
    const [result] = first.runs[0]?.results ?? [];
    assert.deepEqual(result?.locations?.[0]?.physicalLocation, {
      artifactLocation: { uri: "resources/a%20b.json", uriBaseId: "SRCROOT" },
      region: { startLine: 6, startColumn: 21 },
    });
  });

  it("is written as JUnit with every hostile character escaped", async () => {
    repository.write("resources/x.json", { 'r<"&\u0001>': source({ Password: "pl4nted" }) });
    const junit = toJunit(await scan());
    assert.match(junit, /message="&quot;DatasourceConfig\.Password&quot; of &quot;r&lt;\\&quot;&amp;\\u0001&gt;&quot;/);
    assert.equal(junit.includes("\u0001"), false);
  });

  it("comes with notes on the code that only the search for secrets covers", async () => {
    for (const file of ["a.scala", "b.scala", "c.scala", "d.scala", "jobs/x.R", "poetry.lock"])
      repository.write(file, "");
    const notes = (await scan()).notes;
    assert.deepEqual(notes, [
      "covered only by the search for secrets: Scala: a.scala, b.scala, c.scala and 1 more",
      "covered only by the search for secrets: R: jobs/x.R",
      "covered only by the search for secrets: other lists of dependencies: poetry.lock",
    ]);
  });

  it("comes with notes on what not even the search for secrets reads", async () => {
    for (const file of ["a.png", "a.zip", "b.zip", "yarn.lock"]) repository.write(file, "x");
    repository.standIn(
      "gitleaks",
      `for f in */*; do echo "1:00AM TRC scanning path path=$f" >&2; done
      for f in */*.png */*.lock; do echo "1:00AM DBG skipping file: global allowlist path=\\"$f\\"" >&2; done
      for f in */b.zip; do echo "1:00AM TRC skipping archive: exceeds max archive depth max_archive_depth=0 path=$f" >&2; done
      echo '[]'`,
    );
    const { notes, runs } = await repository.scan(["gitleaks"]);
    assert.deepEqual(runs[0]?.failures, []);
    assert.deepEqual(notes, [
      "covered only by the search for secrets: archives: a.zip",
      "not covered: archives: b.zip",
      "not covered: other lists of dependencies: yarn.lock",
      "not searched for secrets: a.png",
    ]);
  });

  it("names the directories of installed packages that it left out", async () => {
    for (const file of ["node_modules/a.py", "resources/jobs/venv/a.py", "resources/node_modules/a.py"])
      repository.write(file, "");
    assert.deepEqual((await scan()).notes, [
      "not scanned: resources/jobs/venv: without git, a directory of this name counts as installed packages",
      "not scanned: resources/node_modules: without git, a directory of this name counts as installed packages",
    ]);
  });
});
