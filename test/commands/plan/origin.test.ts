import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { digestOf } from "../../../commands/plan/digest";
import { planExports } from "../../../commands/plan/exports";
import type { Plan } from "../../../commands/plan/model";
import { redactorFor } from "../../../commands/plan/redact";
import { planText } from "../../../commands/plan/text";
import { planned, planOfSteps, steps, urnOf, type Step } from "./preview";

const secret = (fingerprint: string) => ({ "!Environ": "PASSWORD", fingerprint });

describe("The origin of a difference", () => {
  const origins = (...made: Step[]) =>
    planOfSteps(made).changes.flatMap(({ fields }) => fields.map(({ path, origin }) => [path, origin]));

  it("is the definition, the platform, or only a secret's value", () => {
    assert.deepEqual(
      origins(
        steps.refresh("Job", "rJob", { a: 1, b: 1, c: 1 }, { a: 1, b: 2, c: 3 }),
        steps.update("Job", "rJob", { a: 1, b: 2, c: 3, d: secret("1") }, { a: 2, b: 1, c: 4, d: secret("2") }),
      ),
      [
        ["a", "definition"],
        ["b", "platform"],
        ["c", "definition"],
        ["d", "secret"],
      ],
    );
  });

  it("is a secret only if nothing but its value differs", () => {
    const of = (from: unknown, to: unknown) => origins(steps.update("Job", "rJob", { x: from }, { x: to }));
    assert.deepEqual(of([{ p: secret("1") }], [{ p: secret("2") }]), [["x", "secret"]]);
    assert.deepEqual(of([{ p: secret("1") }], [{ p: secret("2"), q: 1 }]), [["x", "definition"]]);
    assert.deepEqual(of(secret("1"), { "!Environ": "OTHER", fingerprint: "2" }), [["x", "definition"]]);
    assert.deepEqual(of("x", secret("2")), [["x", "definition"]]);
  });

  it("is the platform for an object that was deleted there", () => {
    const tag = { TagKey: "a", TagValue: "b" };
    const [change] = planOfSteps([steps.refresh("Tag", "rTag", tag, null), steps.create("Tag", "rTag", tag)]).changes;
    assert.deepEqual(
      [change?.goneFromPlatform, change?.fields.map(({ origin }) => origin)],
      [true, ["platform", "platform"]],
    );
  });

  it("is the platform for a renamed block if its object was deleted there, but not if it still exists", () => {
    const [tag, renamedFrom] = [{ TagKey: "a", TagValue: "b" }, ["rOld"]];
    const create = steps.create("Tag", "rNew", { ...tag, renamedFrom });
    const gone = (live: object | null) =>
      planOfSteps([steps.refresh("Tag", "rOld", tag, live && { ...live }), create]).changes[0];
    assert.deepEqual([gone(null)?.goneFromPlatform, gone(null)?.renamedFrom], [true, "rOld"]);
    assert.deepEqual(gone({ TagKey: "c" })?.goneFromPlatform, false);
  });
});

describe("A cascade", () => {
  const domain = urnOf("Domain", "rDomain");
  const { changes } = planOfSteps([
    ...steps.replace(
      "Dataset",
      "rOrders",
      { Domain: "a", DatasetName: "orders" },
      { Domain: "b", DatasetName: "orders" },
      { Domain: [domain] },
    ),
    ...steps.replace("Domain", "rDomain", { DomainName: "a" }, { DomainName: "b" }),
  ]);

  it("is listed after what it follows, and says so", () => {
    assert.deepEqual(
      changes.map(({ logicalId, dependsOn, fields }) => [logicalId, dependsOn, fields[0]?.follows]),
      [
        ["rDomain", [], []],
        ["rOrders", ["rDomain"], ["rDomain"]],
      ],
    );
  });

  it("names each object by its natural key and id", () => {
    assert.deepEqual(
      changes.map(({ name, id }) => [name, id]),
      [
        ["a", "id of rDomain"],
        ["a.orders", "id of rOrders"],
      ],
    );
  });

  it("is listed even if it is circular, which a preview cannot contain", () => {
    const [a, b] = [urnOf("Tag", "a"), urnOf("Tag", "b")];
    const circle = [
      ...steps.replace("Tag", "a", { TagKey: "1" }, { TagKey: "2" }, { TagKey: [b] }),
      ...steps.replace("Tag", "b", { TagKey: "1" }, { TagKey: "2" }, { TagKey: [a] }),
    ];
    assert.equal(planOfSteps(circle).changes.length, 2);
  });
});

describe("A type that Amorphic cannot update", () => {
  it("gives that as the reason for a replacement", () => {
    const [change] = planOfSteps(steps.replace("Dataflow", "rFlow", { Extra: "csv" }, { Extra: "json" })).changes;
    assert.deepEqual(change?.replaceReasons, [{ field: "Extra", because: "there is no call that updates a Dataflow" }]);
  });
});

describe("The digest of a plan", () => {
  const base = (): Step[] => [
    steps.update("Job", "rJob", { MaxCapacity: 1, x: secret("1") }, { MaxCapacity: 2, x: secret("2") }),
    steps.delete("Tag", "rGone"),
    steps.create("Tag", "rNew", { TagKey: "k", TagValue: runtime.unknownValue }),
  ];
  const digest = (made: readonly Step[]) => digestOf(planOfSteps(made));
  const reference = digest(base());

  it("lists changes from the definitions as hashes, and secrets separately", () => {
    assert.deepEqual(
      reference.changes.map(({ operation, type, logicalId, fields }) => [
        operation,
        type,
        logicalId,
        Object.keys(fields),
      ]),
      [
        ["update", "Job", "rJob", ["MaxCapacity"]],
        ["delete", "Tag", "rGone", []],
        ["create", "Tag", "rNew", ["TagKey", "TagValue"]],
      ],
    );
    for (const { fields } of reference.changes) {
      for (const hash of Object.values(fields)) assert.match(hash, /^[0-9a-f]{32}$/);
    }
    assert.deepEqual(reference.secrets, ["Job rJob x"]);
    assert.deepEqual(reference.live, []);
  });

  it("does not depend on the order, the current values or the value of a secret", () => {
    const [, gone, created] = base();
    const later = [
      created!,
      gone!,
      steps.refresh("Domain", "rDomain", { DisplayName: "A" }, { DisplayName: "By hand" }),
      steps.update("Domain", "rDomain", { DisplayName: "By hand" }, { DisplayName: "A" }),
      steps.update("Job", "rJob", { MaxCapacity: 7, x: secret("1") }, { MaxCapacity: 2, x: secret("3") }),
    ];
    const other = digest(later);
    assert.equal(other.sha256, reference.sha256);
    assert.deepEqual(
      other.live.map(({ logicalId, fields }) => [logicalId, Object.keys(fields)]),
      [["rDomain", ["DisplayName"]]],
    );
    assert.equal(
      digest([gone!, created!, steps.update("Job", "rJob", { MaxCapacity: 1 }, { MaxCapacity: 2 })]).sha256,
      reference.sha256,
    );
  });

  const different: readonly [what: string, made: (steps: Step[]) => Step[]][] = [
    ["another value", ([, ...rest]) => [steps.update("Job", "rJob", { MaxCapacity: 1 }, { MaxCapacity: 3 }), ...rest]],
    [
      "another field",
      ([, ...rest]) => [steps.update("Job", "rJob", { MaxCapacity: 1, y: 1 }, { MaxCapacity: 2, y: 2 }), ...rest],
    ],
    ["one change fewer", ([, ...rest]) => rest],
    ["one more delete", (all) => [...all, steps.delete("Tag", "rOther")]],
    ["another operation", ([job, , created]) => [job!, created!, steps.update("Tag", "rGone", {}, {})]],
    [
      "another secret",
      ([, ...rest]) => [steps.update("Job", "rJob", { MaxCapacity: 1 }, { MaxCapacity: 2, x: secret("2") }), ...rest],
    ],
    [
      "a value that has become known",
      ([job, gone]) => [job!, gone!, steps.create("Tag", "rNew", { TagKey: "k", TagValue: "v" })],
    ],
    [
      "a step left by an earlier run",
      ([, ...rest]) => [
        steps.update("Job", "rJob", { MaxCapacity: 1 }, { MaxCapacity: 2 }, { pendingSteps: ["setAccess"] }),
        ...rest,
      ],
    ],
  ];
  for (const [what, made] of different) {
    it(`differs with ${what}`, () => assert.notEqual(digest(made(base())).sha256, reference.sha256));
  }

  it("differs with the password in a URL, though the plan masks it", () => {
    const planOf = (...passwords: string[]) => {
      const [from, to] = passwords.map((password) => ({ DefaultArguments: { url: `https://joe:${password}@x.test` } }));
      return planned([steps.update("Job", "rJob", from!, to!)], {}, { redact: redactorFor({}, {}) });
    };
    const [one, other] = [planOf("old", "new"), planOf("old", "newer")];
    assert.equal(
      planText(one, "Pulumi.dev.yaml").split("\n")[1],
      '      DefaultArguments.url: "https://joe:***@x.test" -> "https://joe:***@x.test", another value',
    );
    assert.equal(planText(other, "Pulumi.dev.yaml"), planText(one, "Pulumi.dev.yaml"));
    assert.notEqual(digestOf(one).sha256, digestOf(other).sha256);
    assert.equal(digestOf(planOf("older", "new")).sha256, digestOf(one).sha256);
  });

  it("is the same for a plan that was read back from JSON", () => {
    const plan = planOfSteps(base());
    assert.deepEqual(digestOf(JSON.parse(JSON.stringify(plan)) as Plan), reference);
  });
});

describe("The variables for CodePipeline", () => {
  it("contain only fixed words and numbers, in shell syntax", () => {
    const plan = planOfSteps([steps.create("Tag", "r'; rm -rf /", { TagKey: "$(x)" }), steps.delete("Domain", "d")], {
      config: { "amorphic:maxDeletes": "0" },
    });
    assert.equal(
      planExports(plan),
      `export PLAN_LINE='Plan: 1 to create, 0 to update, 0 to replace, 1 to delete, 0 unchanged'
export PLAN_CREATES='1'
export PLAN_UPDATES='0'
export PLAN_REPLACES='0'
export PLAN_DELETES='1'
export PLAN_UNCHANGED='0'
export PLAN_BLOCKED='2'
export PLAN_ERRORS='0'
export PLAN_DIGEST='${digestOf(plan).sha256}'
`,
    );
  });
});
