import { setTimeout as pause } from "node:timers/promises";

const LIMIT_MS = 20_000;

/** Waits until a condition holds that something else brings about. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !isSo(); await pause(10)) {
    if (Date.now() > end) throw new Error(`not so within ${String(LIMIT_MS / 1000)} s: ${what}`);
  }
}
