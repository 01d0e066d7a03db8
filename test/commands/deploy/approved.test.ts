import assert from "node:assert/strict";
import { deviation } from "../../../commands/deploy/approved";
import { dialects, planMarkdown } from "../../../commands/plan/markdown";
import { redactor } from "../../../commands/plan/redact";
import { reportOf, type Report } from "../../../commands/plan/report";
import { planText } from "../../../commands/plan/text";
import { UNKNOWN } from "../../../providers/pulumi-marks";
import { foreign, planned, planOfSteps, previewOf, steps, type Step } from "../plan/preview";

const compared = (approved: readonly Step[], fresh: readonly Step[]) =>
  // As it is read back from its file.
  deviation(JSON.parse(JSON.stringify(planOfSteps(approved))) as ReturnType<typeof planOfSteps>, planOfSteps(fresh));

const NONE = { refused: [], told: [], done: [] };
const secret = (fingerprint: string) => ({ Password: { "!Environ": "NAME", fingerprint } });

describe("An approved plan", () => {
  it("matches a fresh plan of the same definitions, in any order and whatever the current values are", () => {
    const update = steps.update("Job", "rJob", { Description: "a" }, { Description: "c" });
    const later = steps.update("Job", "rJob", { Description: "b" }, { Description: "c" });
    const create = steps.create("Tag", "rTag", { TagValue: "x" });
    assert.deepEqual(compared([update, create], [create, later]), NONE);
    assert.deepEqual(compared([], []), NONE);
  });

  it("covers changes by other providers: the resource, and the names of the properties that differ", () => {
    const instance = (op: string, ...diffs: string[]) => foreign(op, "aws:rds/instance:Instance", "shop", { diffs });
    assert.deepEqual(compared([instance("update", "tags")], [instance("update", "tags")]), NONE);
    assert.deepEqual(compared([instance("update", "tags")], [instance("update", "engine")]).refused, [
      "~ update aws:rds/instance:Instance shop: engine was not approved",
    ]);
    assert.deepEqual(compared([], [instance("delete")]).refused, [
      "- delete aws:rds/instance:Instance shop: was not approved",
    ]);
  });

  it("distinguishes resources with the same name below different parents", () => {
    const below = (parent: string, step: Step): Step => ({
      ...step,
      urn: step.urn.replace("::pulumi", `::${parent}$pulumi`),
    });
    const ours = below("acme:Team", steps.create("Tag", "rTag", { TagValue: "x" }));
    const theirs = below("acme:Shop", steps.create("Tag", "rTag", { TagValue: "x" }));
    const gone = below("acme:Shop", steps.delete("Tag", "rTag"));
    assert.deepEqual(compared([ours, theirs], [theirs, ours]), NONE);
    assert.deepEqual(compared([ours, gone], [gone, ours]), NONE);
    const [both, one] = [
      below("acme:Team", steps.update("Tag", "rTag", { A: 1, B: 1 }, { A: 2, B: 2 })),
      below("acme:Team", steps.update("Tag", "rTag", { A: 1, B: 2 }, { A: 2, B: 2 })),
    ];
    assert.deepEqual(compared([both], [gone, one]).refused, [
      "- delete Tag rTag: update was approved",
      "~ update Tag rTag (A): was not approved",
    ]);
    assert.deepEqual(compared([ours], [ours, gone]).refused, ["- delete Tag rTag: was not approved"]);
    assert.deepEqual(compared([ours], [ours, theirs]).refused, ["+ create Tag rTag: was not approved"]);
    assert.deepEqual(compared([ours, theirs], [ours]).done, ["+ create Tag rTag"]);
  });

  it("covers settings that decide what the same changes do: the platform, what is taken over or revoked, facts about the API", () => {
    const made = [steps.update("Tag", "rTag", { A: 1 }, { A: 2 })];
    const planWith = (config: Readonly<Record<string, string>>, corrections?: string) =>
      planned(made, { config: { "amorphic:apiUrl": "https://a.test", ...config } }, { corrections });
    const before = planWith({ "amorphic:import": "[]" });
    assert.deepEqual(deviation(before, planWith({ "amorphic:import": "[]", "amorphic:maxDeletes": "1" })), NONE);
    const after = planWith({ "amorphic:apiUrl": "https://b.test", "amorphic:exclusiveShares": "true" }, "{}");
    assert.deepEqual(deviation(before, after).refused, [
      "amorphic.catalog.json has another value",
      "amorphic:apiUrl has another value",
      "amorphic:exclusiveShares has another value",
      "amorphic:import has another value",
    ]);
    assert.deepEqual(
      deviation(after, planWith({ "amorphic:apiUrl": "https://b.test", "amorphic:exclusiveShares": "true" }, "{} "))
        .refused,
      ["amorphic.catalog.json has another value"],
    );
    assert.doesNotMatch(JSON.stringify(before.settings), /a\.test/);
  });

  it("covers no other change: others are refused, listed by resource and field", () => {
    const approved = [
      steps.create("Tag", "rGone", { TagValue: "x" }),
      steps.update("Job", "rJob", { A: 1, B: 1, C: 1 }, { A: 2, B: 2, C: 1 }),
      steps.update("Job", "rOther", { JobName: "a" }, { JobName: "b" }),
    ];
    const fresh = [
      steps.delete("Tag", "rNew"),
      steps.update("Job", "rJob", { A: 1, B: 1, C: 1 }, { A: 3, B: 1, C: 2 }),
      ...steps.replace("Job", "rOther", { JobName: "a" }, { JobName: "b" }),
    ];
    assert.deepEqual(compared(approved, fresh), {
      refused: [
        "~ update Job rJob: A has another value; C was not approved",
        "-/+ replace Job rOther: update was approved",
        "- delete Tag rNew: was not approved",
      ],
      told: [],
      done: ["+ create Tag rGone"],
    });
    const tag = (name: string) => steps.create("Tag", name, { TagValue: "x" });
    assert.deepEqual(compared([tag("rOne")], [tag("rTwo")]), {
      refused: ["+ create Tag rTwo: was not approved"],
      told: [],
      done: ["+ create Tag rOne"],
    });
  });

  it("does not cover the values of secrets: a secret rotated since then is deployed, and reported", () => {
    const before = [steps.same("Job", "rJob", secret("old"))];
    const after = [steps.update("Job", "rJob", secret("old"), secret("new"))];
    assert.deepEqual(compared(before, after), {
      refused: [],
      told: ["Job rJob Password: the secret has a new value"],
      done: [],
    });
    assert.deepEqual(compared(after, after), NONE);
    for (const [olds, news] of [
      [[secret("old")], [secret("new"), "more"]],
      [[{ ...secret("old"), B: 1 }], [secret("new")]],
      [[secret("old")], [{ ...secret("new"), B: 1 }]],
    ]) {
      const other = steps.update("Job", "rJob", { Values: olds }, { Values: news });
      assert.deepEqual(compared([], [other]).refused, ["~ update Job rJob (Values): was not approved"]);
    }
    const created = (fingerprint: string) => [steps.create("Job", "rJob", secret(fingerprint))];
    assert.deepEqual(compared(created("old"), created("new")), NONE);
  });

  describe("whose definitions contain a word that is also a variable's value", () => {
    const created = (last: string) => [
      steps.create("Datasource", "rDb", {
        DatasourceName: "postgres",
        DatasourceConfig: { Url: "jdbc:postgres://h/db", Username: { "!Environ": "DB_USER" }, Last: last },
        DefaultArguments: { "--postgres": "x" },
        Keywords: ["postgres", "plain"],
      }),
      steps.update(
        "Job",
        "rJob",
        { Keywords: ["a"], DefaultArguments: { "--postgres": 1 } },
        { Keywords: ["postgres"], DefaultArguments: { "--postgres": 2 }, Description: last },
      ),
    ];
    const reportWith = (user: string | undefined, made = created("x")): Report => {
      const redact = redactor(previewOf(made), { DB_USER: user });
      const report = reportOf(planned(made, { config: { "amorphic:protect": "[]" } }, { redact }), "amorphic", "dev");
      return JSON.parse(JSON.stringify(report)) as Report;
    };
    const [without, withUser, rotated] = [reportWith(undefined), reportWith("postgres"), reportWith("another")];

    it("is the same whether the variable is set or not", () => {
      for (const [approved, fresh] of [
        [without, withUser],
        [withUser, without],
        [withUser, rotated],
      ] as const) {
        assert.deepEqual(deviation(approved, fresh), NONE);
        assert.equal(approved.digest.sha256, fresh.digest.sha256);
      }
    });

    it("does not match if other properties differ, and only those are named", () => {
      assert.deepEqual(deviation(without, reportWith("postgres", created("y"))), {
        refused: [
          "+ create Datasource rDb: DatasourceConfig has another value",
          "~ update Job rJob: Description has another value",
        ],
        told: [],
        done: [],
      });
    });

    it("shows that value nowhere", () => {
      const subject = { project: "amorphic", stack: "dev" };
      for (const text of [
        JSON.stringify(withUser),
        planText(withUser, "Pulumi.dev.yaml"),
        planMarkdown(withUser, subject, dialects.github),
      ]) {
        assert.match(text, /\[secret\]/);
        assert.equal(text.includes("postgres"), false);
      }
    });
  });

  it("lets a run restore and report what was changed on the platform, unless that destroys something", () => {
    const drifted = [
      steps.refresh("Job", "rJob", { Description: "a" }, { Description: "by hand" }),
      steps.update("Job", "rJob", { Description: "by hand" }, { Description: "a" }),
    ];
    const told = ["~ update Job rJob (Description): corrects what was changed on the platform"];
    assert.deepEqual(compared([], drifted), { refused: [], told, done: [] });
    assert.deepEqual(compared(drifted, drifted), NONE);
    const replaced = [
      steps.refresh("Dataset", "rSet", { FileType: "csv" }, { FileType: "json" }),
      ...steps.replace("Dataset", "rSet", { FileType: "json" }, { FileType: "csv" }),
    ];
    assert.deepEqual(compared([], replaced), {
      refused: ["-/+ replace Dataset rSet (FileType): was changed on the platform, not in a definition"],
      told: [],
      done: [],
    });
    assert.deepEqual(compared(replaced, replaced), NONE);
    assert.deepEqual(compared(drifted, [...drifted, ...replaced]), compared([], replaced), "other drift excuses none");
  });

  it("still applies to an object that somebody has deleted since, which is recreated as approved and reported", () => {
    const was = { TagKey: "a", TagDescription: "a" };
    const recreated = (TagDescription: string) => [
      steps.refresh("Tag", "rTag", was, null),
      steps.create("Tag", "rTag", { ...was, TagDescription }),
    ];
    const update = [steps.update("Tag", "rTag", was, { ...was, TagDescription: "b" })];
    const told = ["+ create Tag rTag: corrects what was changed on the platform"];
    assert.deepEqual(compared(update, recreated("b")), { refused: [], told, done: [] });
    const replace = steps.replace("Tag", "rTag", was, { ...was, TagDescription: "b" });
    assert.deepEqual(compared(replace, recreated("b")), { refused: [], told, done: [] });
    assert.deepEqual(compared(update, recreated("c")).refused, ["+ create Tag rTag: TagDescription has another value"]);
    assert.deepEqual(compared([steps.delete("Tag", "rTag")], recreated("b")).refused.length, 1);
    const removal = [
      steps.update("Tag", "rTag", { ...was, Odd: 1 }, { ...was, TagDescription: "b" }, { pendingSteps: ["a"] }),
    ];
    assert.deepEqual(
      compared(removal, recreated("b")),
      { refused: [], told, done: [] },
      "there is nothing left to remove",
    );
  });

  describe("that a run has carried out in part", () => {
    const access = (id: string, level = "ReadOnly") => ({ [level]: [{ DatasetId: id, DatasetName: "orders" }] });
    const set = steps.create("Dataset", "rSet", { FileType: "csv" });
    const job = (id: string, more = {}) =>
      steps.create("Job", "rJob", { JobName: "j", DatasetAccess: access(id), Libraries: [id, "x"], ...more });

    it("can be continued: ids have become known, and what is already done is reported", () => {
      const { done, ...rest } = compared([set, job(UNKNOWN)], [job("id-1")]);
      assert.deepEqual(rest, { refused: [], told: [] });
      assert.deepEqual(done, ["+ create Dataset rSet"]);
      assert.deepEqual(compared([set], []).done, ["+ create Dataset rSet"]);
    });

    it("can be continued if an object was created without its steps, or some fields are changed already", () => {
      const left = steps.update(
        "Job",
        "rJob",
        { JobName: "j" },
        { JobName: "j", DatasetAccess: access("id-1"), Libraries: ["id-1", "x"] },
        { JobName: "j", pendingSteps: ["access"] },
      );
      assert.deepEqual(compared([job(UNKNOWN)], [left]), NONE);
      const [both, one] = [
        steps.update("Tag", "rTag", { A: 1, B: 1 }, { A: 2, B: 2 }),
        steps.update("Tag", "rTag", { A: 1, B: 2 }, { A: 2, B: 2 }),
      ];
      assert.deepEqual(compared([both], [one]), NONE);
      assert.deepEqual(compared([one], [both]).refused, ["~ update Tag rTag: B was not approved"]);
    });

    it("covers nothing else: no other values around an id, no missing fields, no stronger operation", () => {
      const refused = (approved: Step, fresh: Step) => compared([approved], [fresh]).refused;
      assert.deepEqual(
        refused(
          job(UNKNOWN),
          steps.create("Job", "rJob", {
            JobName: "j",
            DatasetAccess: access("id-1", "Owner"),
            Libraries: ["id-1", "x"],
          }),
        ),
        ["+ create Job rJob: DatasetAccess has another value"],
      );
      assert.deepEqual(
        refused(job(UNKNOWN), steps.create("Job", "rJob", { JobName: "j", DatasetAccess: access("id-1") })),
        ["+ create Job rJob: Libraries was approved, but is no longer set"],
      );
      assert.deepEqual(refused(job("id-1"), job("id-2")), [
        "+ create Job rJob: DatasetAccess has another value; Libraries has another value",
      ]);
      assert.deepEqual(refused(set, steps.delete("Dataset", "rSet")), ["- delete Dataset rSet: create was approved"]);
      // What was unknown stands for one id, and for nothing else.
      const wanted = (DatasetAccess: object) => steps.create("Job", "rJob", { DatasetAccess });
      const approved = wanted({ ReadOnly: [{ DatasetId: UNKNOWN }] });
      for (const more of [
        { ReadOnly: [{ DatasetId: "id-1" }, { DatasetId: "id-2" }] },
        { ReadOnly: [{ DatasetId: "id-1" }], Owner: [{ DatasetId: "id-1" }] },
        { ReadOnly: [{ DatasetId: "id-1", Level: "Owner" }] },
        { ReadOnly: [{ DatasetId: ["id-1"] }] },
      ]) {
        assert.deepEqual(refused(approved, wanted(more)), ["+ create Job rJob: DatasetAccess has another value"]);
      }
      const [whole, less] = [
        steps.replace("Tag", "rTag", { TagKey: "a", B: 1 }, { TagKey: "b", B: 2 }),
        steps.replace("Tag", "rTag", { TagKey: "a", B: 1 }, { TagKey: "b", B: 1 }),
      ];
      assert.deepEqual(compared(whole, less).refused, ["-/+ replace Tag rTag: B was approved, but is no longer set"]);
      const update = steps.update("Tag", "rTag", { A: 1 }, { A: 2 });
      assert.deepEqual(refused(update, steps.create("Tag", "rTag", { A: 2 })), [
        "+ create Tag rTag: update was approved",
      ]);
    });
  });
});
