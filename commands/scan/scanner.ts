import type { Outcome } from "../shared/run";
import type { Reading } from "./model";

/** Where the program of a scanner comes from. */
export type Program =
  | { readonly from: "python"; readonly module: string; readonly package: string }
  | { readonly from: "go"; readonly name: "gitleaks" }
  | { readonly from: "PATH"; readonly name: string };

/** One invocation of a scanner's program. */
export interface Call {
  /** Passed without a shell. */
  readonly args: readonly string[];
  /** The copied files it works on, relative to the repository. */
  readonly files: readonly string[];
  /** Working directory below the copy; its root if absent. */
  readonly directory?: string | undefined;
  /** Which of several calls over the same files this is, from 0. */
  readonly turn?: number | undefined;
  /** Results known in advance, such as for lines it will not be given. */
  readonly known?: Reading | undefined;
}

/** A copy of the files that a scanner takes. Nothing else is there, so no configuration of the repository applies. */
export interface Copy {
  /** Absolute, with symbolic links resolved. */
  readonly directory: string;
  readonly files: readonly string[];
  /** Text of a copied file. */
  readonly read: (file: string) => string;
  /** Writes a file for the scanner beside the copy. @returns its path */
  readonly put: (name: string, text: string) => string;
}

/**
 * A scanner as data: which files it takes, how it is started, and how its output is read. `read` throws on any output that is
 * not in the known form, so that a broken scanner never looks like one that found nothing.
 */
export interface Scanner {
  readonly name: string;
  readonly program: Program;
  readonly takes: (file: string) => boolean;
  /** Where a file is in the copy, if not at its own path. */
  readonly place?: (file: string, index: number) => string;
  /** Extra files for the copy's root, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Environment variables it gets besides the ordinary ones: names, or prefixes that end in `*`. */
  readonly variables?: readonly string[];
  readonly calls: (copy: Copy) => readonly Call[];
  /** Exit codes of a successful run, with or without findings. */
  readonly codes: readonly number[];
  readonly read: (outcome: Outcome, call: Call, copy: Copy) => Reading;
}

/** Files that were given to a scanner but not looked at. */
export function skipped(files: readonly string[], scanned: Iterable<string>): string[] {
  const seen = new Set(scanned);
  return files.filter((file) => !seen.has(file)).map((file) => `${file} was skipped`);
}

export const isPython = (file: string): boolean => file.endsWith(".py");
