import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../../../providers/errors";
import { scan, scannerNames, type ScanOptions } from "../../../commands/scan/scan";
import type { Scan } from "../../../commands/scan/model";
import type { Programs } from "../../../commands/scan/programs";
import type { Program } from "../../../commands/scan/scanner";

/** A repository in a temporary directory, and stand-ins for the scanners' programs. */
export class Repository {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "amorphic-repository-")));
  readonly directory = join(this.root, "repository");
  readonly progress: string[] = [];
  readonly #programs = new Map<string, string>();

  constructor(files: Readonly<Record<string, unknown>> = {}) {
    mkdirSync(this.directory);
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  write(path: string, content: unknown): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }

  read(path: string): string {
    return readFileSync(join(this.directory, path), "utf8");
  }

  /** Replaces a scanner's program with a shell script. */
  standIn(name: string, script: string): void {
    const file = join(this.root, `${name}.sh`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    this.#programs.set(name, file);
  }

  scan(only: readonly string[] = scannerNames, given: Partial<ScanOptions> = {}): Promise<Scan> {
    return scan({
      repository: this.directory,
      resources: "resources",
      access: "access-management",
      only,
      programs: this.#find,
      // The directory is not a git repository.
      env: { PATH: "/usr/bin:/bin" },
      now: new Date("2026-03-01T10:00:00Z"),
      progress: (line) => this.progress.push(line),
      ...given,
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  readonly #find: Programs = (program) => {
    const command = this.#programs.get(nameOf(program));
    if (command === undefined) return Promise.reject(new UserError(`${nameOf(program)} is not on PATH: install it`));
    return Promise.resolve({ command, args: [], version: "1.0" });
  };
}

function nameOf(program: Program): string {
  if (program.from === "python") return program.package;
  return program.name === "npm" ? "npm-audit" : program.name;
}
