import { digestOf } from "./digest";
import { blockedIn, countsOf, planLine, type Plan } from "./model";

/**
 * The plan as lines for `. FILE` in a shell: CodeBuild exports variables of the build's shell (`exported-variables` of a
 * buildspec), and CodePipeline shows them, as at an approval. Numbers and fixed words only.
 */
export function planExports(plan: Plan): string {
  const counts = countsOf(plan);
  const variables = {
    PLAN_LINE: planLine(plan),
    PLAN_CREATES: counts.create,
    PLAN_UPDATES: counts.update,
    PLAN_REPLACES: counts.replace,
    PLAN_DELETES: counts.delete,
    PLAN_UNCHANGED: plan.unchanged,
    PLAN_BLOCKED: blockedIn(plan),
    PLAN_ERRORS: plan.errors.length,
    PLAN_DIGEST: digestOf(plan).sha256,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${String(value)}'\n`)
    .join("");
}
