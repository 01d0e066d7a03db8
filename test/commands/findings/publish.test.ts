import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHub } from "../../../commands/findings/hub";
import { publish, type PublishOptions } from "../../../commands/findings/publish";
import { readSarif } from "../../../commands/findings/read-sarif";
import { setEnvironment } from "../../client/environment";
import { SecurityHub } from "../../support/security-hub";
import { writeSarif, type Result, type Tool } from "./sarif";

const DAY = 86_400_000;

describe("findings publish, on a Security Hub as strict as AWS's", () => {
  let hub: SecurityHub;
  let directory: string;
  let restore: () => void;
  let now: Date;

  beforeEach(async () => {
    hub = await SecurityHub.start();
    directory = mkdtempSync(join(tmpdir(), "amorphic-findings-"));
    restore = setEnvironment(hub.environment);
    now = new Date("2026-03-01T10:00:00.000Z");
  });
  afterEach(async () => {
    restore();
    await hub.stop();
    rmSync(directory, { recursive: true });
  });

  type Given = Partial<PublishOptions>;

  const publishTools = async (tools: readonly Tool[], given: Given = {}) => {
    const file = writeSarif(join(directory, "scan.sarif"), ...tools);
    const base = { repository: "acme/data", branch: "main", isDry: false, now };
    const { changes, incomplete } = await publish({
      ...base,
      tools: readSarif(file),
      hub: await openHub(undefined),
      ...given,
    });
    const { created, updated, refreshed, archived, unchanged } = changes;
    const numbers = [created, updated, refreshed, archived].map(({ length }) => length).concat(unchanged);
    return { numbers: numbers.join(" "), incomplete };
  };
  /** Created, updated, refreshed, archived, unchanged. */
  const published = async (results: readonly Result[], given: Given = {}) =>
    (await publishTools([{ results }], given)).numbers;

  const two = [{}, { rule: "B105", fingerprint: "f2", message: "a password may stand in the code" }];
  const only = () => [...hub.findings.values()][0];

  it("sends every field of a finding", async () => {
    const sourceUrl = "https://git.test/acme/data/blob/{commit}/{path}#L{line}";
    const finding = { file: "jobs/a%20b.py", line: 7, score: "9.3" };
    await publishTools([{ results: [finding], tags: ["secret"] }], { commit: "c0ffee", sourceUrl });
    const { Id, ProductFields, ...rest } = only() ?? { Id: "" };
    assert.match(Id, /^amorphic-cicd\/[0-9a-f]{16}\/bandit\/[0-9a-f]{64}$/);
    assert.equal((ProductFields as Record<string, string>)["amorphic-cicd/Tool"], "bandit");
    assert.deepEqual(rest, {
      SchemaVersion: "2018-10-08",
      ProductArn: "arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default",
      AwsAccountId: "123456789012",
      GeneratorId: "bandit/B602",
      Title: "B602: shell=True",
      Description: "jobs/a b.py: shell=True",
      FindingProviderFields: {
        Severity: { Label: "CRITICAL", Original: "error" },
        Types: ["Sensitive Data Identifications/Passwords"],
      },
      SourceUrl: "https://git.test/acme/data/blob/c0ffee/jobs/a%20b.py#L7",
      Resources: [
        {
          Type: "Other",
          Id: "acme/data/jobs/a b.py",
          Partition: "aws",
          Region: "eu-west-1",
          Details: {
            Other: { Repository: "acme/data", Branch: "main", File: "jobs/a b.py", Line: "7", Commit: "c0ffee" },
          },
        },
      ],
      RecordState: "ACTIVE",
      CreatedAt: "2026-03-01T10:00:00.000Z",
      UpdatedAt: "2026-03-01T10:00:00.000Z",
      Workflow: { Status: "NEW" },
    });
  });

  it("sends nothing when the same findings are published again, a day and a commit later", async () => {
    assert.equal(await published(two, { commit: "a" }), "2 0 0 0 0");
    now = new Date(now.getTime() + DAY);
    assert.equal(await published(two, { commit: "b" }), "0 0 0 0 2");
    assert.equal(hub.imports, 1);
  });

  it("sends nothing when only lines moved", async () => {
    await published(two);
    assert.equal(await published(two.map((result, index) => ({ ...result, line: 40 + index }))), "0 0 0 0 2");
  });

  it("keeps equal findings separate", async () => {
    assert.equal(await published([{}, {}, {}]), "3 0 0 0 0");
    assert.equal(await published([{}, {}]), "0 0 0 1 2");
  });

  it("archives a fixed finding, and reopens it with its first creation time if it comes back", async () => {
    await published(two);
    now = new Date("2026-03-02T10:00:00.000Z");
    assert.equal(await published([{}]), "0 0 0 1 1");
    assert.deepEqual(hub.titles("ARCHIVED"), ["B105: a password may stand in the code"]);
    assert.equal(await published([{}]), "0 0 0 0 1");
    now = new Date("2026-03-03T10:00:00.000Z");
    assert.equal(await published(two), "0 1 0 0 1");
    assert.deepEqual(hub.titles("ARCHIVED"), []);
    const back = [...hub.findings.values()].find(({ Title }) => String(Title).startsWith("B105"));
    assert.equal(back?.["CreatedAt"], "2026-03-01T10:00:00.000Z");
  });

  it("archives suppressed findings", async () => {
    await published([{}]);
    assert.equal(await published([{ suppressed: true }]), "0 0 0 1 0");
  });

  it("archives findings that the file says are gone or in order", async () => {
    await published([{}, ...two]);
    const rest = [{ baselineState: "absent" }, { kind: "pass" }, { ...two[1], kind: "notApplicable" }];
    assert.equal(await published([...rest, { rule: "B1", kind: "fail", baselineState: "new" }]), "1 0 0 3 0");
  });

  it("updates a finding whose severity changed", async () => {
    await published([{ score: "5.0" }]);
    assert.equal(await published([{ score: "8.0" }]), "0 1 0 0 0");
    assert.deepEqual((only()?.["FindingProviderFields"] as { Severity: unknown }).Severity, {
      Label: "HIGH",
      Original: "error",
    });
  });

  it("gives an updated finding a later time even if the clock is behind", async () => {
    await published([{ score: "5.0" }]);
    now = new Date(now.getTime() - DAY);
    await published([{ score: "8.0" }]);
    assert.equal(only()?.["UpdatedAt"], "2026-03-01T10:00:00.001Z");
  });

  it("refreshes an unchanged finding after a month, because Security Hub deletes findings after 90 days", async () => {
    await published([{}]);
    now = new Date(now.getTime() + 29 * DAY);
    assert.equal(await published([{}]), "0 0 0 0 1");
    now = new Date(now.getTime() + 2 * DAY);
    assert.equal(await published([{}]), "0 0 1 0 0");
  });

  it("archives no findings of a tool that did not complete, and says so", async () => {
    await publishTools([{ results: two }, { name: "ruff", results: [{ rule: "F821" }] }]);
    const tools = [{ ran: false, results: [{}] }, { name: "ruff" }];
    assert.deepEqual(await publishTools(tools), { numbers: "0 0 0 1 1", incomplete: ["bandit"] });
    assert.deepEqual(hub.titles("ARCHIVED"), ["F821: shell=True"]);
  });

  it("archives no findings of a tool that is not in the file, or does not say whether it completed", async () => {
    await publishTools([{ results: two }]);
    assert.equal((await publishTools([{ name: "ruff" }])).numbers, "0 0 0 0 0");
    const file = join(directory, "other.sarif");
    writeFileSync(file, '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"bandit"}},"results":[]}]}');
    assert.equal((await publishTools([], { tools: readSarif(file) })).numbers, "0 0 0 0 0");
  });

  it("leaves other branches, repositories, products and tools with similar names alone", async () => {
    await published(two, { branch: "dev" });
    await published(two, { repository: "acme/other" });
    await publishTools([{ name: "bandit-x", results: two }]);
    const [, finding] = [...hub.findings][0] ?? [];
    assert(finding);
    hub.findings.set("theirs", { ...finding, Id: "theirs" });
    assert.equal(await published([]), "0 0 0 0 0");
    assert.equal(hub.titles("ACTIVE").length, 7);
  });

  it("sends 250 findings in three calls, and reads them all back page by page", async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ fingerprint: `f${index}` }));
    assert.equal(await published(many), "250 0 0 0 0");
    assert.equal(hub.imports, 3);
    hub.pageSize = 7;
    assert.equal(await published([]), "0 0 0 250 0");
  });

  it("cuts long texts by characters, removes control characters, and masks what looks like a secret", async () => {
    const secret = "AKIAIOSFODNN7EXAMPLF";
    const message = `\u001b[31mpassword = ${secret} https://u:p4ss@x.test ${"🔥".repeat(1100)}`;
    await published([{ message, file: `jobs/${"ä".repeat(600)}.py`, rule: `R${"x".repeat(600)}` }]);
    assert.equal(hub.findings.size, 1);
    const stored = JSON.stringify([...hub.findings.values()]);
    assert.equal(stored.includes(secret) || stored.includes("p4ss"), false);
  });

  it("uses the rule for an empty message, as Security Hub accepts no empty text", async () => {
    assert.equal(await published([{ message: "", file: "" }]), "1 0 0 0 0");
    assert.deepEqual([only()?.Title, only()?.Description], ["B602: B602", "B602"]);
  });

  it("takes severities from the CVSS score, or else from the level", async () => {
    const levels = [
      ["9.0", "note", "CRITICAL"],
      ["7.0", "note", "HIGH"],
      ["4.0", "note", "MEDIUM"],
      ["0.1", "note", "LOW"],
      ["0.0", "error", "INFORMATIONAL"],
      [undefined, "error", "HIGH"],
      [undefined, "warning", "MEDIUM"],
      [undefined, "note", "LOW"],
      [undefined, "none", "INFORMATIONAL"],
    ] as const;
    await published(
      levels.map(([score, level], index) => ({ level, rule: `R${index}`, ...(score !== undefined && { score }) })),
    );
    const found = [...hub.findings.values()].map(
      (finding) => (finding["FindingProviderFields"] as { Severity: { Label: string } }).Severity.Label,
    );
    assert.deepEqual(
      found,
      levels.map(([, , label]) => label),
    );
  });

  it("names every refused finding, and publishes the others", async () => {
    await published(two);
    const ids = [...hub.findings.keys()];
    hub.findings.clear();
    for (const id of ids) hub.broken.add(id);
    await assert.rejects(published([...two, { fingerprint: "f3" }]), {
      name: "UserError",
      message:
        "Security Hub refused 2 of 3 findings; the others were published:\n" +
        ids.map((id) => `  ${id}: InternalFailure: InternalFailure`).join("\n"),
    });
    assert.equal(hub.findings.size, 1);
  });

  it("waits and retries when it is throttled", async () => {
    const hurried = await openHub(undefined);
    hub.throttled = 1;
    assert.equal(await published(two, { hub: hurried }), "2 0 0 0 0");
  }).timeout(20_000);

  it("works in other AWS partitions", async () => {
    hub.partition = "aws-us-gov";
    assert.equal(await published(two), "2 0 0 0 0");
    assert.match(String(only()?.["ProductArn"]), /^arn:aws-us-gov:/);
  });

  it("sends nothing on a dry run", async () => {
    assert.equal(await published(two, { isDry: true }), "2 0 0 0 0");
    assert.equal(hub.imports, 0);
  });

  it("says that Security Hub is not enabled, where, and how to enable it", async () => {
    hub.isEnabled = false;
    await assert.rejects(published(two), {
      message:
        "Security Hub is not enabled in account 123456789012, region eu-west-1. Enable it " +
        "(aws securityhub enable-security-hub --region eu-west-1), or pass another --region.",
    });
  });

  it("says which permission the role lacks", async () => {
    hub.denied = "BatchImportFindings";
    await assert.rejects(published(two), {
      message:
        "The findings cannot be sent to Security Hub: AccessDeniedException: User is not authorized to perform: " +
        "securityhub:BatchImportFindings. The role needs securityhub:BatchImportFindings on the product " +
        "arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default.",
    });
    hub.denied = "GetFindings";
    await assert.rejects(published(two), /The role needs securityhub:GetFindings\./);
  });

  it("reads a file with the byte order mark that tools on Windows write", () => {
    const file = writeSarif(join(directory, "scan.sarif"), { results: two });
    writeFileSync(file, `\ufeff${readFileSync(file, "utf8")}`);
    assert.equal(readSarif(file)[0]?.findings.length, 2);
  });

  it("reads rules that come in packs, as CodeQL writes them", () => {
    const rules = [
      { id: "py/sql", shortDescription: { text: "SQL injection" }, properties: { "security-severity": "9.1" } },
    ];
    const tool = {
      driver: { name: "CodeQL" },
      extensions: [{ name: "codeql/python-queries", rules }, { name: "empty" }],
    };
    const results = [{ ruleId: "py/sql", message: { text: "This query depends on a parameter." } }];
    const file = join(directory, "scan.sarif");
    writeFileSync(file, JSON.stringify({ version: "2.1.0", runs: [{ tool, results }] }));
    const [codeql] = readSarif(file);
    const found = codeql?.findings.map(({ rule, title, score }) => ({ rule, title, score }));
    assert.deepEqual(found, [{ rule: "py/sql", title: "SQL injection", score: 9.1 }]);
  });

  it("says why a file is not valid SARIF", () => {
    const file = join(directory, "x.json");
    const run = (rest: object) => ({ version: "2.1.0", runs: [rest] });
    const driver = { name: "bandit" };
    for (const [content, why] of [
      [[], "must be object"],
      [{}, "must have required property 'version'"],
      [{ version: "2.0.0", runs: [] }, "/version must be equal to constant"],
      [run({}), "/runs/0 must have required property 'tool'"],
      [run({ tool: {} }), "/runs/0/tool must have required property 'driver'"],
      [run({ tool: { driver: { name: 1 } } }), "/runs/0/tool/driver/name must be string"],
      [
        run({ tool: { driver }, results: [{ ruleId: "a" }] }),
        "/runs/0/results/0 must have required property 'message'",
      ],
      [run({ tool: { driver }, results: {} }), "/runs/0/results must be array"],
    ] as const) {
      writeFileSync(file, JSON.stringify(content));
      const message = `${file} is not SARIF 2.1.0 (${why}); create it with scan --sarif.`;
      assert.throws(() => readSarif(file), { name: "UserError", message });
    }
    writeFileSync(file, JSON.stringify(run({ tool: { driver }, results: [{ message: { text: "a" } }] })));
    assert.throws(() => readSarif(file), {
      name: "UserError",
      message:
        `${file} contains a result of "bandit" without a ruleId, so it cannot be distinguished from others. ` +
        "Make that tool name its rules, or remove its run from the file.",
    });
    writeFileSync(file, "");
    assert.throws(
      () => readSarif(file),
      /^UserError: .*x\.json cannot be read as SARIF \(Unexpected end of JSON input\)/,
    );
    assert.throws(() => readSarif(directory), /^UserError: .* cannot be read as SARIF \(EISDIR/);
  });
});
