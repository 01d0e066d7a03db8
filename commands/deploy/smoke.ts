import type { ResourceType } from "../../providers/catalog/type";
import { UserError } from "../../providers/errors";
import { Lifecycle } from "../../providers/lifecycle";
import type { Platform } from "../../providers/lifecycle/platform";
import type { Managed } from "../managed";
import type { Plan } from "../plan/model";
import { startProgress } from "../progress";
import type { Stack } from "../stack";

export interface Deployed {
  readonly plan: Plan;
  readonly platform: Platform;
  readonly catalog: ReadonlyMap<string, ResourceType>;
  /** What the state holds after the run. */
  readonly managed: readonly Managed[];
}

/** Looks at every resource that was made or changed. @returns what is wrong, with the way out */
export async function smokeTest(stack: Stack, { plan, platform, catalog, managed }: Deployed): Promise<string[]> {
  const changed = new Set(
    plan.changes.filter(({ operation }) => operation !== "delete").map(({ type, logicalId }) => `${type} ${logicalId}`),
  );
  const made = managed.filter(({ type, name }) => changed.has(`${type} ${name}`));
  if (made.length === 0) return [];
  const progress = startProgress(`looking at what was made or changed in ${stack.name}`);
  const problems = await Promise.all(
    made.map(async ({ type: name, id, outputs }) => {
      const type = catalog.get(name);
      if (!type) return [];
      return orProblem(() => new Lifecycle(type, platform).verify(id, outputs));
    }),
  ).finally(() => progress.end());
  return [...new Set(problems.flat())];
}

async function orProblem(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message];
  }
}
