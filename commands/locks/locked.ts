import { UserError } from "../../providers/errors";
import type { Stack } from "../shared/stack";
import { examine, type ExaminedLock } from "./locks";
import { lockLine } from "./text";

/** Says who holds the stack's locks, and the way out. */
export function lockedText({ name }: Stack, held: readonly ExaminedLock[]): string {
  const now = new Date();
  return [`The stack ${name} is locked:`, ...held.map((one) => `- ${lockLine(one, now)}`)].join("\n");
}

/** @throws UserError if anybody holds a lock */
export async function refuseLocked(stack: Stack): Promise<void> {
  const held = await examine(stack);
  if (held.length > 0) throw new UserError(`${lockedText(stack, held)}\nNothing was done.`);
}

/**
 * Replaces Pulumi's message on a lock, taken since we last looked. That suggests `pulumi cancel`, which removes every
 * lock, no matter whose.
 * @returns undefined if `said` is about something else
 */
export function lockedOut({ name }: Stack, said: string): string | undefined {
  if (!said.includes("currently locked")) return undefined;
  return `The stack ${name} is locked by another run. Wait for it to end, or check with \`bin/amorphic-cicd locks --stack ${name}\`.`;
}
