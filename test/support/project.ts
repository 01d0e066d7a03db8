import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
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

  /** The journal's files by their paths. */
  journal(): Map<string, string> {
    const root = join(this.directory, ".amorphic/journal");
    if (!existsSync(root)) return new Map();
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(
      files.map(({ parentPath, name }) => {
        const file = join(parentPath, name);
        return [relative(this.directory, file), readFileSync(file, "utf8")];
      }),
    );
  }

  forgetJournal(): void {
    rmSync(join(this.directory, ".amorphic/journal"), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
