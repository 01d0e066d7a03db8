import assert from "node:assert/strict";
import { objections, tooMany } from "../../../commands/plan/objections";
import { foreign, planned, planOfSteps, steps } from "./preview";

const LIMITS = { count: 10, percent: 50 };
const tag = (value: string) => ({ TagKey: "team", TagValue: value });
const names = (count: number) => Array.from({ length: count }, (_, i) => `r${String(i)}`);
const deleted = (count: number) => names(count).map((name) => steps.delete("Tag", name));
const same = (count: number) => names(count).map((name) => steps.same("Job", name));

describe("The objections to deploying a plan", () => {
  it("are none for an ordinary plan", () => {
    const plan = planOfSteps([steps.create("Tag", "rNew", tag("new")), steps.delete("Tag", "rGone"), ...same(2)]);
    assert.deepEqual(objections(plan, LIMITS), []);
  });

  it("include a delete and a create of the same name, in any case, with the line that makes it a rename", () => {
    const gone = { ...steps.delete("Tag", "rOld"), old: { inputs: tag("Readers") } };
    const plan = planOfSteps([gone, steps.create("Tag", "rNew", tag("readers")), steps.create("Job", "rJob", {})]);
    const message =
      'Tag "team.Readers" would be deleted as rOld and recreated as rNew. If the block was renamed, add "RenamedFrom": ["rOld"] ' +
      "to rNew, and the object is kept. To recreate it on purpose, remove rNew, deploy, and add it again.";
    assert.deepEqual(objections(plan, LIMITS), [{ message }]);
  });

  it("leave out a delete and a create without known names, or of different types", () => {
    const role = { ...steps.delete("Role", "rRole"), old: { inputs: { RoleName: "team.a" } } };
    const plan = planOfSteps([
      role,
      steps.delete("Tag", "rOld"),
      steps.create("Tag", "rA", tag("a")),
      steps.create("Tag", "rB"),
    ]);
    assert.deepEqual(objections(plan, LIMITS), []);
  });

  it("include more deletes and replacements than a run may have, unless that many are allowed", () => {
    const plan = planOfSteps([
      ...deleted(10),
      ...steps.replace("Job", "rJob", { JobName: "a" }, { JobName: "b" }),
      ...same(100),
    ]);
    const message =
      "11 of 111 resources would be deleted or replaced, but amorphic:maxDeletes allows 10. " +
      "If that is intended, deploy with --allow-deletes 11, or raise the limit.";
    assert.deepEqual(objections(plan, LIMITS), [{ message, allowDeletes: 11 }]);
    assert.deepEqual(objections(plan, { ...LIMITS, count: 11 }), []);
    assert.deepEqual(tooMany(plan, { allowed: 11 }), []);
    const still =
      "11 of 111 resources would be deleted or replaced, but --allow-deletes allows 3. If that is intended, deploy with --allow-deletes 11.";
    assert.deepEqual(tooMany(plan, { allowed: 3 }), [{ message: still, allowDeletes: 11 }]);
  });

  it("count deletes and replacements by other providers too", () => {
    const types = ["delete", "replace"].map((op) => foreign(op, "aws:rds/instance:Instance", op));
    const plan = planOfSteps([...types, steps.delete("Tag", "rTag"), foreign("same", "aws:s3/bucket:Bucket", "data")]);
    assert.deepEqual(
      tooMany(plan, { allowed: 2 }).map(({ allowDeletes }) => allowDeletes),
      [3],
    );
  });

  it("include more than the allowed percentage of the existing resources, if they are more than 5", () => {
    const created = names(50).map((name) => steps.create("Job", `${name}New`));
    assert.deepEqual(objections(planOfSteps([...deleted(5), ...created]), LIMITS), []);
    assert.deepEqual(objections(planOfSteps([...deleted(6), ...same(6), ...created]), LIMITS), []);
    const message =
      "6 of 11 resources would be deleted or replaced, but amorphic:maxDeletePercent allows 50 %. " +
      "If that is intended, deploy with --allow-deletes 6, or raise the limit.";
    const plan = planOfSteps([...deleted(6), ...same(5), ...created]);
    assert.deepEqual(objections(plan, LIMITS), [{ message, allowDeletes: 6 }]);
  });

  it("are in the plan, by the stack's own limits, and leave out what is already blocked", () => {
    const refusedIn = (config: Record<string, string>) =>
      planned(deleted(3), { config }).refused.map(({ allowDeletes }) => allowDeletes);
    assert.deepEqual(refusedIn({ "amorphic:protect": '["Tag"]' }), []);
    assert.deepEqual(refusedIn({ "amorphic:maxDeletes": "2" }), [3]);
    assert.deepEqual(refusedIn({ "amorphic:maxDeletes": "many" }), []);
  });

  it("are left out of a plan that failed, because it is incomplete", () => {
    const diagnostics = [{ severity: "error", message: "error: it does not work" }];
    assert.deepEqual(planned(deleted(11), { config: {}, diagnostics }).refused, []);
  });
});
