import assert from "node:assert/strict";
import { objections } from "../../../commands/deploy/guard";
import { foreign, planOfSteps, steps } from "../plan/preview";

const LIMITS = { count: 10, percent: 50 };
const tag = (value: string) => ({ TagKey: "team", TagValue: value });
const names = (count: number) => Array.from({ length: count }, (_, i) => `r${String(i)}`);
const deleted = (count: number) => names(count).map((name) => steps.delete("Tag", name));
const same = (count: number) => names(count).map((name) => steps.same("Job", name));

describe("The guard", () => {
  it("lets an ordinary plan go", () => {
    const plan = planOfSteps([steps.create("Tag", "rNew", tag("new")), steps.delete("Tag", "rGone"), ...same(2)]);
    assert.deepEqual(objections(plan, LIMITS), []);
  });

  it("refuses a delete and a create under one name, in whatever case, with the line that makes it a rename", () => {
    const gone = { ...steps.delete("Tag", "rOld"), old: { inputs: tag("Readers") } };
    const plan = planOfSteps([gone, steps.create("Tag", "rNew", tag("readers")), steps.create("Job", "rJob", {})]);
    assert.deepEqual(objections(plan, LIMITS), [
      'Tag "team.Readers" would be deleted as rOld and created anew as rNew. If the block was renamed, add "RenamedFrom": ["rOld"] ' +
        "to rNew, and the object is kept. If it is to be made anew, take rNew out, deploy, and put it back.",
    ]);
  });

  it("does not take two objects without a known name, or of different types, for one", () => {
    const role = { ...steps.delete("Role", "rRole"), old: { inputs: { RoleName: "team.a" } } };
    const plan = planOfSteps([
      role,
      steps.delete("Tag", "rOld"),
      steps.create("Tag", "rA", tag("a")),
      steps.create("Tag", "rB"),
    ]);
    assert.deepEqual(objections(plan, LIMITS), []);
  });

  it("refuses more deletes and replacements than a run may have, unless so many are allowed", () => {
    const plan = planOfSteps([
      ...deleted(10),
      ...steps.replace("Job", "rJob", { JobName: "a" }, { JobName: "b" }),
      ...same(100),
    ]);
    assert.deepEqual(objections(plan, LIMITS), [
      "11 of 111 resources would be deleted or replaced, and a run may do that to 10 (amorphic:maxDeletes). " +
        "If that is meant, deploy with --allow-deletes 11, or raise the limit.",
    ]);
    assert.deepEqual(objections(plan, { ...LIMITS, count: 11 }), []);
    assert.deepEqual(objections(plan, { ...LIMITS, allowed: 11 }), []);
    assert.deepEqual(objections(plan, { count: 100, percent: 100, allowed: 3 }), [
      "11 of 111 resources would be deleted or replaced, and --allow-deletes allows 3. If that is meant, deploy with --allow-deletes 11.",
    ]);
  });

  it("counts what other providers would delete or replace like all else", () => {
    const types = ["delete", "replace"].map((op) => foreign(op, "aws:rds/instance:Instance", op));
    const plan = planOfSteps([...types, steps.delete("Tag", "rTag"), foreign("same", "aws:s3/bucket:Bucket", "data")]);
    assert.deepEqual(objections(plan, { ...LIMITS, allowed: 2 }), [
      "3 of 4 resources would be deleted or replaced, and --allow-deletes allows 2. If that is meant, deploy with --allow-deletes 3.",
    ]);
  });

  it("refuses more than its share of a stack, but for the few that any stack may lose; what is new does not count", () => {
    const created = names(50).map((name) => steps.create("Job", `${name}New`));
    assert.deepEqual(objections(planOfSteps([...deleted(5), ...created]), LIMITS), []);
    assert.deepEqual(objections(planOfSteps([...deleted(6), ...same(6), ...created]), LIMITS), []);
    assert.deepEqual(objections(planOfSteps([...deleted(6), ...same(5), ...created]), LIMITS), [
      "6 of 11 resources would be deleted or replaced, and a run may do that to 50 % of a stack (amorphic:maxDeletePercent). " +
        "If that is meant, deploy with --allow-deletes 6, or raise the limit.",
    ]);
  });

  it("refuses all that is protected, whatever is allowed", () => {
    const made = [steps.delete("Tag", "rA"), ...steps.replace("Job", "rB", { JobName: "a" }, { JobName: "b" })];
    const plan = planOfSteps(made, { config: { "amorphic:protect": '["Tag", "Job"]' } });
    assert.deepEqual(objections(plan, { ...LIMITS, allowed: 5 }), [
      "Tag rA, Job rB: protected, and this run would delete or replace what is there. If the data may be lost, write this into the " +
        'stack\'s file: amorphic:allow: ["rA","rB"]; otherwise take the change back.',
    ]);
  });
});
