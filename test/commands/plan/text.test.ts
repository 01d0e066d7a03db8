import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { planOf } from "../../../commands/plan/plan";
import { planText } from "../../../commands/plan/text";
import { digest, steps } from "./digest";

const text = (...made: Parameters<typeof digest>): string => planText(planOf(digest(...made)));
/** The lines below the first of one changed Job. */
const lines = (olds: object, news: object): string[] =>
  text([steps.update("Job", "rJob", { ...olds }, { ...news })])
    .split("\n")
    .slice(1, -3)
    .map((line) => line.trim());

describe("The text of a plan", () => {
  it("is one line if nothing changes", () => {
    assert.equal(
      text([steps.same("Tag", "rTag")]),
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 1 unchanged\n",
    );
  });

  it("shows each change and why, and ends with the fixed line", () => {
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
      { config: {} },
    );
    assert.equal(
      made,
      `  + create Tag rNew
  ~ update Job rJob
      Description: (not set) -> "x"
      MaxCapacity: 1 -> 2
      setAccess: still to be done since an earlier run
-/+ replace Dataset rOrders because Domain and FileType cannot be changed in place
      Domain: "a" -> "(known after the run)"
      FileType: "csv" -> "json"
      blocked: Dataset is protected; add "rOrders" to amorphic:allow to let it go
  - delete Domain rDomain
      blocked: Domain is protected; add "rDomain" to amorphic:allow to let it go

Plan: 1 to create, 1 to update, 1 to replace, 1 to delete, 0 unchanged
`,
    );
  });

  it("says under which name a renamed resource is allowed", () => {
    assert.match(
      text([steps.delete("Domain", "rNew", "rOld")], { config: {} }),
      /- delete Domain rNew\n {6}blocked: Domain is protected; add "rOld" to amorphic:allow/,
    );
  });

  it("shows of a secret its name and the beginning of its fingerprint, wherever it stands", () => {
    const secret = (fingerprint?: string) => ({ "!Environ": "PASSWORD", ...(fingerprint && { fingerprint }) });
    assert.deepEqual(
      lines(
        { a: secret("0123456789abcdef"), b: [{ c: secret("aaaaaaaaaaaa") }], d: "x" },
        { a: secret("fedcba9876543210"), b: [{ c: secret() }], d: secret() },
      ),
      [
        'a: "(secret PASSWORD, 01234567)" -> "(secret PASSWORD, fedcba98)"',
        'b: [{"c":"(secret PASSWORD, aaaaaaaa)"}] -> [{"c":"(secret PASSWORD, secret not compared)"}]',
        'd: "x" -> "(secret PASSWORD, secret not compared)"',
      ],
    );
  });

  it("shows files by path and the beginning of their hash", () => {
    const file = (sha256: string) => ({ Artifacts: { Script: [{ path: "src/a.py", sha256 }] } });
    assert.deepEqual(lines(file("a".repeat(64)), file("b".repeat(64))), [
      'Artifacts.Script: ["src/a.py aaaaaaaa"] -> ["src/a.py bbbbbbbb"]',
    ]);
  });

  it("cannot be made to deceive a terminal by names or values", () => {
    const evil = "\u001b[2J\u202e\n\r\u0007";
    const made = text(
      [
        steps.create("Tag", `r${evil}`),
        steps.update("Job", "rJob", { [evil]: evil }, { [evil]: [evil] }),
        steps.delete("Domain", `d${evil}`),
      ],
      { config: {} },
    );
    assert.doesNotMatch(made.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert.equal(made.split("\n").length, 8);
  });

  it("cuts values that are very long, and stays text", () => {
    const [line = ""] = lines({ a: "x".repeat(100_000) }, { a: "💥".repeat(1_000) });
    assert.ok(line.length < 220);
    assert.match(line, /^a: "x{99}… -> ".*…$/u);
    assert.doesNotThrow(() => encodeURIComponent(line), "no half of a character");
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
