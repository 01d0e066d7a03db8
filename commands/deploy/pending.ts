import { visible } from "../../providers/visible";
import type { State } from "../state/managed";
import { formerUrns, nameOf } from "../../providers/engine/names";
import { lockedOut } from "../locks/locked";
import { reason, runToEnd } from "../shared/run";
import type { Stack } from "../shared/stack";

/**
 * Clears what a killed run left pending. The engine keeps these operations until told that they are settled, which they
 * are once all resources it was creating are in state.
 * @returns what is wrong, if they are not
 */
export async function clearPending(stack: Stack, { managed, pending }: State): Promise<string[]> {
  if (pending.length === 0) return [];
  const known = new Set(managed.flatMap(({ urn, outputs }) => [urn, ...formerUrns(urn, outputs)]));
  const lost = pending.filter(({ type, urn }) => type === "creating" && !known.has(urn));
  if (lost.length > 0) {
    const names = lost.map(({ urn }) => visible(nameOf(urn))).join(", ");
    return [
      `${names}: a run was killed while it created this, and the definition has since been removed. It may exist in Amorphic without ` +
        "being managed: restore the block and deploy, then remove it and deploy again.",
    ];
  }
  process.stderr.write("clearing the pending operations of a killed run, which are all settled by now\n");
  const args = ["refresh", "--yes", "--clear-pending-creates", "--suppress-outputs", "--non-interactive"];
  const at = { cwd: stack.project, env: stack.environment };
  const outcome = await runToEnd(stack.pulumi, [...args, "--stack", stack.name], at);
  if (outcome.code === 0) return [];
  const why = lockedOut(stack, `${outcome.stdout}\n${outcome.stderr}`) ?? `${reason(outcome)}.`;
  return [`The pending operations of a killed run could not be cleared: ${why} Run again.`];
}
