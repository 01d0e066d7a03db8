import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { UserError } from "../../providers/errors";
import { openBackend, pathsOf } from "../shared/backend";
import type { Stack } from "../shared/stack";
import { locksOf } from "./locks";

/**
 * Runs `work` while a note names the CodeBuild build, so that whoever finds its lock can ask CodeBuild whether it still
 * runs. Outside CodeBuild, it only runs `work`.
 */
export async function withBuildNote<T>(stack: Stack, work: () => Promise<T>): Promise<T> {
  const build = stack.environment["CODEBUILD_BUILD_ARN"];
  if (!build) return work();
  const backend = openBackend(stack);
  const path = `${pathsOf(stack).runs}/${randomUUID()}.json`;
  const note = { build, hostname: hostname(), pid: process.pid, started: new Date() };
  await backend.write(path, Buffer.from(JSON.stringify(note)));
  try {
    return await work();
  } finally {
    await removeNote(stack, path).catch(warn);
  }
}

async function removeNote(stack: Stack, path: string): Promise<void> {
  // If Pulumi was killed and we were not, its lock is still there and needs the note.
  const left = (await locksOf(stack).list()).some(({ holder }) => holder?.hostname === hostname());
  if (!left) await openBackend(stack).remove(path);
}

/** A note that is left does no harm, while an error would hide how the work ended. */
function warn(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`warning: the note of this build was left behind: ${error.message}\n`);
}
