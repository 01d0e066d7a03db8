import { UserError } from "../../providers/errors";
import { visible } from "../../providers/visible";
import { countsOf, type Plan } from "../plan/model";
import { shortList } from "../plan/words";
import { seconds } from "../shared/progress";
import type { Stack } from "../shared/stack";
import { openState } from "../state/history";

/** How a run ended. */
export interface DeploymentEnd {
  readonly ok: boolean;
  /** Whether a signal told it to stop. */
  readonly interrupted: boolean;
  /** Logical ids of the finished changes. */
  readonly done: ReadonlySet<string>;
  /** What was deleted for replacement and not recreated, such as `Dataset rOrders`. */
  readonly missing: ReadonlySet<string>;
  readonly milliseconds: number;
}

/** What was done, in one line. */
export function summaryText(
  stack: string,
  plan: Plan,
  { ok, interrupted, done, missing, milliseconds }: DeploymentEnd,
): string {
  const time = seconds(milliseconds);
  if (!ok) {
    const made = plan.changes.filter(({ logicalId }) => done.has(logicalId)).length;
    const told = `${String(made)} of ${String(plan.changes.length)} changes done in ${time}`;
    const gone =
      missing.size > 0
        ? ` Deleted for replacement but not recreated: ${visible(shortList([...missing].sort()))}; the next run creates what is still defined.`
        : "";
    const [how, next] = interrupted ? ["was interrupted", "Deploy"] : ["failed", "Fix the cause and deploy"];
    return `Deployment of ${stack} ${how}: ${told}.${gone} ${next} again: it continues from there.\n`;
  }
  const { create, update, replace, delete: deleted } = countsOf(plan);
  const counts = `${String(create)} created, ${String(update)} updated, ${String(replace)} replaced, ${String(deleted)} deleted`;
  return `Deployed ${stack}: ${counts}, ${String(plan.unchanged)} unchanged, in ${time}\n`;
}

/** S3's version id of the state after this run; undefined if the backend has no versions or listing them fails. */
export async function stateVersion(stack: Stack, since: Date): Promise<string | undefined> {
  const state = openState(stack);
  try {
    const [newest] = await state.backend.versions(await state.path(), since);
    return newest?.id;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`The version of the state is unknown: ${error.message}\n`);
    return undefined;
  }
}
