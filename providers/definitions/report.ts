import type { Position, Problem } from "./model";

/** Collects the problems of a run, so that all are told at once. */
export class Report {
  readonly #problems: (Omit<Problem, keyof Position> & { readonly at: Position })[] = [];

  readonly #unread: Position[] = [];

  /** Where something could not be read at all, so that nobody knows what it defines. */
  get unread(): readonly Position[] {
    return this.#unread;
  }

  /** An error that keeps all the rest of a file, or more than one, from being read. */
  lost(at: Position, code: string, message: string): void {
    this.error(at, code, message);
    this.#unread.push(at);
  }

  error(at: Position, code: string, message: string, logicalId?: string): void {
    this.#add("error", at, code, message, logicalId);
  }

  warning(at: Position, code: string, message: string, logicalId?: string): void {
    this.#add("warning", at, code, message, logicalId);
  }

  /** By file, line and column. Only now are places looked at: to find one takes as long as to find all of a file. */
  sorted(): Problem[] {
    return this.#problems
      .map(({ at: { file, line, column }, ...problem }) => ({ file, line, column, ...problem }))
      .sort(byPosition);
  }

  #add(severity: Problem["severity"], at: Position, code: string, message: string, logicalId?: string): void {
    this.#problems.push({ at, severity, code, message, ...(logicalId !== undefined && { logicalId }) });
  }
}

/** Order of characters, not of a language: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byPosition(a: Position, b: Position): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}
