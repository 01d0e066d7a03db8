import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { UserError } from "../../providers/errors";
import type { Stored } from "../../providers/store/store";
import { locksOf } from "../locks/locks";
import { pathsOf } from "../shared/backend";
import type { Stack } from "../shared/stack";
import { endingOf } from "./checkpoint";
import { openState } from "./history";
import { deployMessage } from "./message";

interface Replacement {
  readonly bytes: Uint8Array;
  /** The state as it was when the new one was decided on. */
  readonly replaces: Stored | undefined;
  /** What the history says about it. */
  readonly message: string;
}

/**
 * Writes another state under the stack's lock, and records that in the history like an `import` of Pulumi's own. The previous
 * state is kept among the backups.
 * @throws UserError if the state has changed since it was read, or somebody else took the lock
 */
export async function replaceState(stack: Stack, { bytes, replaces, message }: Replacement): Promise<void> {
  const { backend, ...state } = openState(stack);
  const paths = pathsOf(stack);
  const locks = locksOf(stack);
  const began = new Date();
  const own = {
    id: randomUUID(),
    holder: { pid: process.pid, username: userInfo().username, hostname: hostname(), since: began },
  };
  await locks.take(own);
  try {
    // As Pulumi does: two concurrent runs see each other's lock, and at most one goes on.
    if ((await locks.list()).some(({ id }) => id !== own.id)) {
      throw new UserError(`Another run has locked the stack ${stack.name}. Nothing was changed.`);
    }
    const [last] = await state.runs(1);
    const stamp = after(last?.id, began);
    if (replaces) {
      const backup = `${paths.backups}/${stack.name}.${stamp}.json${endingOf(replaces.bytes)}`;
      await backend.write(backup, replaces.bytes);
    }
    await backend.write(await state.path(), bytes, replaces?.tag);
    const record = {
      kind: "import",
      startTime: secondsOf(began),
      message: deployMessage(stack.environment, message),
      environment: {},
      config: {},
      version: 0,
      result: "succeeded",
      endTime: secondsOf(new Date()),
    };
    const entry = `${paths.history}/${stack.name}-${stamp}`;
    await backend.write(`${entry}.checkpoint.json${endingOf(bytes)}`, bytes);
    await backend.write(`${entry}.history.json`, Buffer.from(JSON.stringify(record)));
  } finally {
    await locks.release(own);
  }
}

/** In nanoseconds, like Pulumi's. Later than the last run even if that one's clock is ahead: the latest record counts. */
function after(last: string | undefined, now: Date): string {
  const time = BigInt(now.getTime()) * 1_000_000n;
  return String(last !== undefined && BigInt(last) >= time ? BigInt(last) + 1n : time);
}

const secondsOf = (time: Date): number => Math.floor(time.getTime() / 1000);
