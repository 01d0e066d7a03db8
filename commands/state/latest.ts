import { UserError } from "../../providers/errors";
import type { Stack } from "../stack";
import { parseCheckpoint, Unreadable, type Checkpoint } from "./checkpoint";
import { openState } from "./history";
import { lastGood } from "./there";

/** The state of a stack from its backend; undefined if there is none. @throws UserError if it cannot be read */
export async function latestState(stack: Stack): Promise<Checkpoint | undefined> {
  const stored = await openState(stack).current();
  try {
    return stored && parseCheckpoint(stored.bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new UserError(`The state of ${stack.name} could not be read: ${error.message}. ${lastGood(stack.name)}`);
  }
}
