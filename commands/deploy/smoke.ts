import type { ResourceType, Smoke } from "../../providers/catalog/type";
import type { Config } from "../../providers/engine/config";
import { PAGE } from "../../providers/client/paging";
import { hasDefinitions, loadDefinitions } from "../../providers/engine/definitions";
import { UserError } from "../../providers/errors";
import { Lifecycle } from "../../providers/lifecycle";
import { PAGE_WEIGHT } from "../../providers/lifecycle/live/listing";
import type { Platform } from "../../providers/lifecycle/platform";
import { visible } from "../../providers/visible";
import type { Managed } from "../state/managed";
import { labelOf, type Plan } from "../plan/model";
import { startProgress } from "../shared/progress";
import type { Stack } from "../shared/stack";

export interface Deployed {
  readonly plan: Plan;
  readonly platform: Platform;
  readonly catalog: ReadonlyMap<string, ResourceType>;
  /** The resources in state after the run. */
  readonly managed: readonly Managed[];
  /** By logical id. */
  readonly smokes: ReadonlyMap<string, Smoke>;
}

/**
 * The smoke tests that definitions ask for, by logical id. None if nothing is created or changed, or if a TypeScript
 * program replaces the definitions.
 */
export function smokesIn(
  { project, environment }: Stack,
  plan: Plan,
  config: Config,
  catalog: ReadonlyMap<string, ResourceType>,
): Map<string, Smoke> {
  const makes = plan.changes.some(({ operation }) => operation !== "delete");
  if (!makes || !hasDefinitions(project, config)) return new Map();
  const { definitions } = loadDefinitions(project, config, catalog, environment);
  return new Map(definitions.flatMap(({ logicalId, smoke }) => (smoke ? [[logicalId, smoke] as const] : [])));
}

/**
 * Verifies every resource that was created or changed, and runs the smoke tests that definitions ask for, except on
 * resources that fail verification.
 * @returns what is wrong, with the way out
 */
export async function smokeTest(
  stack: Stack,
  { plan, platform, catalog, managed, smokes }: Deployed,
): Promise<string[]> {
  const changed = new Set(plan.changes.filter(({ operation }) => operation !== "delete").map(labelOf));
  const made = managed.filter(({ type, name }) => changed.has(`${type} ${name}`));
  if (made.length === 0) return [];
  const countOf = (all: readonly Managed[], name: string) => all.filter(({ type }) => type === name).length;
  const lookedAt = new Map(
    [...catalog.values()].map((type) => [
      type.name,
      {
        lifecycle: new Lifecycle(type, platform),
        isListed: isListed(countOf(made, type.name), countOf(managed, type.name)),
      },
    ]),
  );
  const progress = startProgress(`verifying what was created or updated in ${stack.name}`);
  const problems = await Promise.all(
    made.map(async ({ type: name, name: logicalId, id, outputs }) => {
      const looked = lookedAt.get(name);
      if (!looked) return [];
      return orProblem(async () => {
        const unwell = await looked.lifecycle.verify(id, outputs, looked.isListed);
        const smoke = smokes.get(logicalId);
        if (unwell.length > 0 || !smoke) return unwell;
        const what = visible(`${name} ${logicalId}`);
        progress.line(`trying ${what}`);
        const failed = await looked.lifecycle.smoke(id, outputs, smoke);
        if (failed === undefined) progress.line(`${what} works`);
        return failed === undefined ? [] : [failed];
      });
    }),
  ).finally(() => progress.end());
  return [...new Set(problems.flat())];
}

/** Whether listing a type costs less than reading its objects singly. The platform may hold more than we manage. */
const isListed = (made: number, managed: number): boolean => made > PAGE_WEIGHT * Math.ceil(managed / PAGE);

async function orProblem(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message];
  }
}
