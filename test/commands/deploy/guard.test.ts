import assert from "node:assert/strict";
import { reasonsAgainst } from "../../../commands/deploy/guard";
import { planOfSteps, steps } from "../plan/preview";

const named = (name: string, value: string) => ({ ...steps.delete("Tag", name), old: { inputs: tag(value) } });
const tag = (value: string) => ({ TagKey: "team", TagValue: value });

describe("The guard", () => {
  it("refuses for all of the plan's reasons, except deletes that are allowed for this run", () => {
    const made = [named("rOld", "a"), named("rGone", "b"), steps.create("Tag", "rNew", tag("a"))];
    const plan = planOfSteps(made, { config: { "amorphic:protect": "[]", "amorphic:maxDeletes": "1" } });
    const [renamed = "", tooMany = ""] = plan.refused.map(({ message }) => message);
    assert.match(renamed, /^Tag "team\.a" would be deleted as rOld /);
    assert.deepEqual(reasonsAgainst(plan), [renamed, tooMany]);
    assert.deepEqual(reasonsAgainst(plan, 2), [renamed]);
    assert.deepEqual(reasonsAgainst(plan, 0), [
      renamed,
      "2 of 2 resources would be deleted or replaced, but --allow-deletes allows 0. If that is intended, deploy with --allow-deletes 2.",
    ]);
  });

  it("refuses deletes and replacements of protected types, however many deletes are allowed", () => {
    const replaced = steps.replace("Job", "rB", { JobName: "a" }, { JobName: "b" });
    const config = { "amorphic:protect": '["Tag", "Job"]' };
    const reason = (names: string, allow: string) =>
      `${names}: protected, and this run would delete or replace the existing objects. If the data may be lost, add this to the ` +
      `stack's file: amorphic:allow: ${allow}; otherwise revert the change.`;
    assert.deepEqual(reasonsAgainst(planOfSteps([steps.delete("Tag", "rA"), ...replaced], { config }), 5), [
      `${reason("Tag rA, Job rB", '["rA","rB"]')} \`amorphic-cicd state forget\` lets a stack give up an object without deleting it.`,
    ]);
    assert.deepEqual(reasonsAgainst(planOfSteps(replaced, { config }), 5), [reason("Job rB", '["rB"]')]);
  });
});
