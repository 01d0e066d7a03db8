import { noStack } from "../shared/missing-stack";
import type { Stack } from "../shared/stack";
import { openState } from "./history";

/** Tells a stack with nothing to show from one that was never created. @throws UserError if there is no such stack */
export async function requireStack(stack: Stack): Promise<void> {
  const state = openState(stack);
  const [stored, runs] = await Promise.all([state.current(), state.runs(1)]);
  if (!stored && runs.length === 0) throw noStack(stack);
}
