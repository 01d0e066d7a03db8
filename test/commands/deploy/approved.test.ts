import assert from "node:assert/strict";
import { deviation } from "../../../commands/deploy/approved";
import { planOfSteps, steps, type Step } from "../plan/preview";

const compared = (approved: readonly Step[], fresh: readonly Step[]) =>
  // As it comes back from its file.
  deviation(JSON.parse(JSON.stringify(planOfSteps(approved))) as ReturnType<typeof planOfSteps>, planOfSteps(fresh));

const NONE = { refused: [], told: [] };
const secret = (fingerprint: string) => ({ Password: { "!Environ": "NAME", fingerprint } });

describe("What was approved", () => {
  it("is what a fresh plan of the same definitions says, in any order and from whatever is there now", () => {
    const update = steps.update("Job", "rJob", { Description: "a" }, { Description: "c" });
    const later = steps.update("Job", "rJob", { Description: "b" }, { Description: "c" });
    const create = steps.create("Tag", "rTag", { TagValue: "x" });
    assert.deepEqual(compared([update, create], [create, later]), NONE);
    assert.deepEqual(compared([], []), NONE);
  });

  it("is no more if anything else would be done, which is told resource by resource and field by field", () => {
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
        "~ update Job rJob: A has another value; B was approved, and is not changed any more; C was not approved",
        "-/+ replace Job rOther: update was approved",
        "+ create Tag rGone: was approved, and is not to be done any more",
        "- delete Tag rNew: was not approved",
      ],
      told: [],
    });
  });

  it("does not hold the values of secrets: one that was rotated since ships, and is told", () => {
    const before = [steps.same("Job", "rJob", secret("old"))];
    const after = [steps.update("Job", "rJob", secret("old"), secret("new"))];
    assert.deepEqual(compared(before, after), {
      refused: [],
      told: ["Job rJob Password: the secret got another value"],
    });
    const created = (fingerprint: string) => [steps.create("Job", "rJob", secret(fingerprint))];
    assert.deepEqual(compared(created("old"), created("new")), NONE);
  });

  it("does not hold what was changed on the platform: that is put right and told, unless it destroys something", () => {
    const drifted = [
      steps.refresh("Job", "rJob", { Description: "a" }, { Description: "by hand" }),
      steps.update("Job", "rJob", { Description: "by hand" }, { Description: "a" }),
    ];
    const told = ["~ update Job rJob (Description): puts right what was changed on the platform"];
    assert.deepEqual(compared([], drifted), { refused: [], told });
    assert.deepEqual(compared(drifted, drifted), NONE);
    const replaced = [
      steps.refresh("Dataset", "rSet", { FileType: "csv" }, { FileType: "json" }),
      ...steps.replace("Dataset", "rSet", { FileType: "json" }, { FileType: "csv" }),
    ];
    assert.deepEqual(compared([], replaced), {
      refused: ["-/+ replace Dataset rSet (FileType): was changed on the platform, not in a definition"],
      told: [],
    });
    assert.deepEqual(compared(replaced, replaced), NONE);
  });
});
