import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Simulator } from "../../simulator";

const REPOSITORY = resolve(__dirname, "../..");

/** The directory of a program that uses the package, beside a running simulator. */
export class Project {
  readonly directory = mkdtempSync(join(tmpdir(), "amorphic-project-"));

  constructor(simulator: Simulator, files: Readonly<Record<string, string>> = {}) {
    symlinkSync(join(REPOSITORY, "node_modules"), join(this.directory, "node_modules"));
    const { url, token, roleId, userId } = simulator;
    this.write(".amorphic/simulator.json", JSON.stringify({ url, token, roleId, userId }));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** The journal's files with their names, as one text each. */
  journal(): string[] {
    const root = join(this.directory, ".amorphic/journal");
    try {
      return readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), "utf8")}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  forgetJournal(): void {
    rmSync(join(this.directory, ".amorphic/journal"), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
