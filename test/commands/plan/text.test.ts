import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { planText } from "../../../commands/plan/text";
import { foreign, planned, planOfSteps, steps } from "./preview";

const text = (...made: Parameters<typeof planOfSteps>): string => planText(planOfSteps(...made), "Pulumi.dev.yaml");
/** The lines of one changed resource, without the first. */
const lines = (olds: object, news: object, type = "Job"): string[] =>
  text([steps.update(type, "rJob", { ...olds }, { ...news })])
    .split("\n")
    .slice(1, -3)
    .map((line) => line.slice(6));

describe("The text of a plan", () => {
  it("is one line if nothing changes", () => {
    assert.equal(
      text([steps.same("Tag", "rTag")]),
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 1 unchanged\n",
    );
  });

  it("names what differs in another provider's resource", () => {
    assert.equal(
      text([
        foreign("delete", "aws:rds/instance:Instance", "shop"),
        foreign("replace", "aws:s3/bucket:Bucket", "data", { diffs: ["tags"], keys: ["bucket"] }),
      ]),
      `-/+ replace aws:s3/bucket:Bucket data because bucket cannot be changed in place
      tags: another value
      bucket: another value
      bucket is fixed: its provider says so
  - delete aws:rds/instance:Instance shop

Plan: 0 to create, 0 to update, 1 to replace, 1 to delete, 0 unchanged
`,
    );
  });

  it("shows each change, its reason and what allows it, and ends with the summary line", () => {
    const made = text(
      [
        steps.create("Tag", "rNew", { TagKey: "a" }),
        steps.update(
          "Job",
          "rJob",
          { MaxCapacity: 1 },
          { MaxCapacity: 2, Description: "x" },
          { pendingSteps: ["setAccess"] },
        ),
        ...steps.replace(
          "Dataset",
          "rOrders",
          { Domain: "a", FileType: "csv" },
          { Domain: runtime.unknownValue, FileType: "json" },
        ),
        steps.delete("Domain", "rDomain"),
      ],
      { config: { "amorphic:allow": '["rOther"]' } },
    );
    assert.equal(
      made,
      `  - delete Domain rDomain
      blocked: Domain is protected; add "rDomain" to amorphic:allow to allow this
  ~ update Job rJob
      Description: (not set) -> "x"
      MaxCapacity: 1 -> 2
      setAccess: still pending from an earlier run
  + create Tag rNew
-/+ replace Dataset rOrders because Domain and FileType cannot be changed in place
      Domain: "a" -> "(known after the run)"
      FileType: "csv" -> "json"
      Domain is fixed: part of the dataset's S3 paths and tables (doc how-to/data-reloads-instructions) (assumed)
      FileType is fixed: part of the dataset's S3 paths and tables (doc how-to/data-reloads-instructions) (assumed)
      blocked: Dataset is protected; add "rOrders" to amorphic:allow to allow this

To allow the blocked changes, Pulumi.dev.yaml must say: amorphic:allow: ["rOther","rDomain","rOrders"]

Plan: 1 to create, 1 to update, 1 to replace, 1 to delete, 0 unchanged
`,
    );
  });

  it("says why a deployment would be refused, and how to allow it", () => {
    assert.equal(
      text([steps.delete("Tag", "rGone")], { config: { "amorphic:maxDeletes": "0" } }),
      "  - delete Tag rGone\n\n" +
        "A deployment would be refused: 1 of 1 resources would be deleted or replaced, but amorphic:maxDeletes allows 0. " +
        "If that is intended, deploy with --allow-deletes 1, or raise the limit.\n\n" +
        "Plan: 0 to create, 0 to update, 0 to replace, 1 to delete, 0 unchanged\n",
    );
  });

  it("says what was not compared", () => {
    const secret = { Password: { "!Environ": "DB_PASSWORD", fingerprint: "0123456789" } };
    const made = planned([steps.same("Datasource", "rDb", { DatasourceConfig: secret })], undefined, {
      refreshed: false,
      isSet: () => false,
    });
    assert.equal(
      planText(made, ""),
      "Not compared: live state (Amorphic was not asked, so changes by hand do not show)\n" +
        "Not compared: a secret of rDb (DB_PASSWORD is not set here)\n\n" +
        "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 1 unchanged\n",
    );
  });

  it("says under which name a renamed resource is allowed", () => {
    assert.match(
      text([steps.delete("Domain", "rNew", "rOld")], { config: {} }),
      /- delete Domain rNew\n {6}blocked: Domain is protected; add "rOld" to amorphic:allow/,
    );
  });

  it("shows only the name of a secret and the beginning of its fingerprint, wherever it is used", () => {
    const secret = (fingerprint?: string) => ({ "!Environ": "PASSWORD", ...(fingerprint && { fingerprint }) });
    assert.deepEqual(
      lines(
        { a: secret("0123456789abcdef"), b: [{ c: secret("aaaaaaaaaaaa") }], d: "x", e: secret("0123456700") },
        { a: secret("fedcba9876543210"), b: [{ c: secret() }], d: secret(), e: secret("0123456711") },
      ),
      [
        'a: "(secret PASSWORD, 01234567)" -> "(secret PASSWORD, fedcba98)"',
        "b:",
        '  - {"c":"(secret PASSWORD, aaaaaaaa)"}',
        '  + {"c":"(secret PASSWORD, secret not compared)"}',
        'd: "x" -> "(secret PASSWORD, secret not compared)"',
        'e: "(secret PASSWORD, 01234567)" -> "(secret PASSWORD, 01234567)", another value',
      ],
    );
  });

  it("hides literals where the catalog or a name says that they are secrets", () => {
    assert.deepEqual(
      lines({ DatasourceConfig: { Password: "old" } }, { DatasourceConfig: { Password: "new" } }, "Datasource"),
      ['DatasourceConfig.Password: "(hidden)" -> "(hidden)", another value'],
    );
    assert.deepEqual(lines({ DefaultArguments: {} }, { DefaultArguments: { "--api-key": "k", "--db": ["x"] } }), [
      'DefaultArguments.--api-key: (not set) -> "(hidden)"',
      'DefaultArguments.--db: (not set) -> ["x"]',
    ]);
    const parameter = (ParameterValue: string) => ({ ParameterType: "SecureString", ParameterValue });
    assert.deepEqual(lines(parameter("a"), parameter("b"), "Parameter"), [
      'ParameterValue: "(hidden)" -> "(hidden)", another value',
    ]);
  });

  it("shows files by path and the beginning of their hash", () => {
    const file = (sha256: string) => ({ Artifacts: { Script: [{ path: "src/a.py", sha256 }] } });
    assert.deepEqual(lines(file("a".repeat(64)), file("b".repeat(64))), [
      "Artifacts.Script:",
      '  - "src/a.py aaaaaaaa"',
      '  + "src/a.py bbbbbbbb"',
    ]);
  });

  it("says what is no longer managed where nothing is sent, also beside what is", () => {
    const file = { path: "src/a.py", sha256: "a".repeat(64) };
    const Artifacts = { Script: [file], Other: [file] };
    assert.deepEqual(
      lines({ MaxCapacity: 2, Description: "x", Keywords: ["a"], Artifacts }, { Artifacts: { Other: [file] } }),
      [
        'Artifacts.Script: no longer managed; Amorphic keeps ["src/a.py aaaaaaaa"]',
        'Description: "x" -> (not set)',
        'Keywords: ["a"] -> (not set)',
        "MaxCapacity: no longer managed; Amorphic keeps 2",
      ],
    );
    const password = { DatasourceConfig: { Password: { "!Environ": "PASSWORD", fingerprint: "1a2b3c4d5e" } } };
    assert.deepEqual(lines(password, {}, "Datasource"), [
      'DatasourceConfig: no longer managed; Amorphic keeps {"Password":"(secret PASSWORD, 1a2b3c4d)"}',
    ]);
  });

  it("says so too where only the outputs still hold it, unless its value is lost", () => {
    const outputs = { MaxCapacity: 2, DefaultArguments: `as in inputs: ${"0".repeat(16)}` };
    const [, ...told] = text([steps.update("Job", "rJob", {}, {}, outputs)]).split("\n");
    assert.deepEqual(told.slice(0, -3), ["      MaxCapacity: no longer managed; Amorphic keeps 2"]);
  });

  it("does not say that a replaced object keeps anything", () => {
    const [before, after] = [{ FileType: "csv", SerDe: "x" }, { FileType: "json" }];
    assert.match(text(steps.replace("Dataset", "rOrders", before, after)), /^ {6}SerDe: "x" -> \(not set\)$/m);
  });

  it("shows lists by what is added and removed, and says if only their order changed", () => {
    assert.deepEqual(lines({ a: [1, 1, 2], b: ["x", "y"] }, { a: [1, 3, 2], b: ["y", "x"] }), [
      "a:",
      "  - 1",
      "  + 3",
      "b:",
      "  in another order",
    ]);
    // The order of keywords means nothing to Amorphic.
    assert.deepEqual(lines({ Keywords: ["a", "b"] }, { Keywords: ["c", "b", "a"] }), ["Keywords:", '  + "c"']);
  });

  it("shows columns by name, with what differs", () => {
    const column = (name: string, type: string, more = {}) => ({ name, type, is_not_null: true, ...more });
    assert.deepEqual(
      lines(
        { DatasetSchema: [column("a", "int"), column("b", "int"), column("c", "int"), column("d", "date")] },
        {
          DatasetSchema: [
            column("new", "int", { description: "N" }),
            column("b", "bigint"),
            column("a", "int"),
            column("d", "date", { is_not_null: false }),
          ],
        },
        "Dataset",
      ),
      [
        "DatasetSchema:",
        '  + new: int, is_not_null true, description "N"',
        "  ~ b: int -> bigint, moved",
        "    a: moved",
        "  ~ d: date, is_not_null true -> date, is_not_null false",
        "  - c: int, is_not_null true",
      ],
    );
  });

  it("cannot be made to deceive a terminal with names or values", () => {
    const evil = "\u001b[2J\u202e\n\r\u0007";
    const made = text(
      [
        steps.create("Tag", `r${evil}`),
        steps.update("Job", "rJob", { [evil]: evil, l: [] }, { [evil]: [evil], l: [evil] }),
        steps.update(
          "Dataset",
          "rD",
          { DatasetSchema: [] },
          { DatasetSchema: [{ name: evil, type: evil, [evil]: evil }] },
        ),
        steps.delete("Domain", `d${evil}`),
      ],
      { config: {} },
    );
    assert.doesNotMatch(made.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert.equal(made.split("\n").length, 15);
  });

  it("cuts long values around their first difference, and never within a character", () => {
    const [line = "", other = ""] = lines(
      { a: "x".repeat(100_000), b: `${"same ".repeat(100)}old` },
      { a: "💥".repeat(1_000), b: `${"same ".repeat(100)}new${"💥".repeat(100)}` },
    );
    assert.ok(line.length < 220);
    assert.match(line, /^a: "x{98}… -> ".*…$/u);
    assert.match(other, /^b: ….*same old" -> ….*same new(💥)+…$/u);
    assert.doesNotThrow(() => encodeURIComponent(line + other), "no half of a character");
  });

  it("shows values of every JSON type", () => {
    const values = [null, true, 0, "", [], {}, [null], { a: { b: [1] } }];
    assert.deepEqual(lines({}, Object.fromEntries(values.map((value, i) => [`k${String(i)}`, value]))), [
      "k0: (not set) -> null",
      "k1: (not set) -> true",
      "k2: (not set) -> 0",
      'k3: (not set) -> ""',
      "k4: (not set) -> []",
      "k5: (not set) -> {}",
      "k6: (not set) -> [null]",
      'k7: (not set) -> {"a":{"b":[1]}}',
    ]);
  });
});
