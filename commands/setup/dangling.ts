import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes what the cache keeps for something that is gone, such as an uninstalled CLI; otherwise every one ever used would
 * leave a trace.
 * @param prefix of directories of the cache
 * @param link in each of them
 */
export function removeDangling(cache: string, prefix: string, link: string): void {
  for (const name of readdirSync(cache)) {
    if (!name.startsWith(prefix) || existsSync(join(cache, name, link))) continue;
    rmSync(join(cache, name), { recursive: true, force: true });
  }
}
