import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let root: string | undefined;

/** An empty directory, removed when this process ends at the latest. */
export function workDirectory(name: string): string {
  if (root === undefined) {
    const made = mkdtempSync(join(tmpdir(), "amorphic-bench-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    root = made;
  }
  return mkdtempSync(join(root, `${name}-`));
}
