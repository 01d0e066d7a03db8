import { UserError } from "../../providers/errors";
import type { Stack } from "../shared/stack";
import { parseCheckpoint, Unreadable, type Checkpoint } from "./checkpoint";
import { openState } from "./history";

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

/** The way out if a state cannot be used. */
export const lastGood = (name: string): string =>
  `\`amorphic-cicd state restore --stack ${name}\` shows the last good one, and restores it with --yes.`;
