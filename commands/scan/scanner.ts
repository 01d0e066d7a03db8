import type { Outcome } from "../setup/run";
import type { Reading } from "./model";

/** Where the program of a scanner comes from. */
export type Program =
  | { readonly from: "python"; readonly module: string; readonly package: string }
  | { readonly from: "go"; readonly name: "gitleaks" }
  | { readonly from: "PATH"; readonly name: string };

/** One start of a program. */
export interface Call {
  /** No shell reads them. */
  readonly args: readonly string[];
  /** The copies that it works on, relative to the repository. */
  readonly files: readonly string[];
  /** Below the copy; its root if absent. */
  readonly directory?: string | undefined;
  /** Which of several starts over the same files it is, from 0. */
  readonly turn?: number | undefined;
  /** Known before it starts, such as lines it will not be given. */
  readonly known?: Reading | undefined;
}

/** The copy of the files a scanner is to look at: nothing else is there, so no configuration of the repository counts. */
export interface Copy {
  /** Absolute, without links. */
  readonly directory: string;
  readonly files: readonly string[];
  /** Text of a copied file. */
  readonly read: (file: string) => string;
  /** Puts a file for the scanner itself beside the copy. @returns its path */
  readonly put: (name: string, text: string) => string;
}

/**
 * A scanner as data: which files it takes, how it is started, and how its output is read. `read` throws whenever the
 * output is not what is known, so that a scanner which did not work never looks like one that found nothing.
 */
export interface Scanner {
  readonly name: string;
  readonly program: Program;
  readonly takes: (file: string) => boolean;
  /** Files by name that go into the root of the copy beside those it takes. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Environment variables it is given beside the ordinary ones: names, or beginnings of names that end in `*`. */
  readonly variables?: readonly string[];
  readonly calls: (copy: Copy) => readonly Call[];
  /** Exit codes of a run that went well, be there findings or not. */
  readonly codes: readonly number[];
  readonly read: (outcome: Outcome, call: Call, copy: Copy) => Reading;
}

/** What a scanner did not look at though it was given to it. */
export function skipped(files: readonly string[], scanned: Iterable<string>): string[] {
  const seen = new Set(scanned);
  return files.filter((file) => !seen.has(file)).map((file) => `${file} was skipped`);
}

export const isPython = (file: string): boolean => file.endsWith(".py");
