import type { Lifecycle } from "../../providers/lifecycle";
import { managedBy } from "../state/managed";
import type { Stack } from "../shared/stack";
import { lifecycleOf } from "./match";
import { pulumiImport, type Entry } from "./entries";

/** Journal entries written concurrently. */
const AT_ONCE = 20;

/**
 * Takes live objects over: into the stack's state, and into the journal as ours.
 * @throws UserError if Pulumi failed; what it imported before is still entered in the journal
 */
export async function takeOver(
  stack: Stack,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  entries: readonly Entry[],
): Promise<void> {
  try {
    await pulumiImport(stack, entries);
  } catch (error) {
    // If that fails as well, it is mostly for the same reason.
    await enter(stack, lifecycles, entries).catch(() => undefined);
    throw error;
  }
  await enter(stack, lifecycles, entries);
}

/** Enters in the journal what is in the stack's state. */
async function enter(
  stack: Stack,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  entries: readonly Entry[],
): Promise<void> {
  const managed = new Set((await managedBy(stack)).map(({ type, name, id }) => JSON.stringify([type, name, id])));
  const taken = entries.filter(({ type, logicalId, id }) => managed.has(JSON.stringify([type.name, logicalId, id])));
  for (let i = 0; i < taken.length; i += AT_ONCE) {
    const some = taken.slice(i, i + AT_ONCE);
    await Promise.all(some.map(({ type, id, inputs }) => lifecycleOf(type.name, lifecycles).adopt(id, inputs)));
  }
}
