import type { Position, Problem } from "./model";

/** Collects the problems of a run, so that all are reported at once. */
export class Report {
  readonly #problems: (Omit<Problem, keyof Position> & { readonly at: Position })[] = [];

  readonly #unread: Position[] = [];

  /** Positions of what could not be read at all, so that it is unknown what it defines. */
  get unread(): readonly Position[] {
    return this.#unread;
  }

  /** Adds an error that prevents a whole file, or several, from being read. */
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

  /** By file, line and column. Positions are resolved only here, as finding one takes as long as finding all in a file. */
  sorted(): Problem[] {
    return this.#problems
      .map(({ at: { file, line, column }, ...problem }) => ({ file, line, column, ...problem }))
      .sort(byPosition);
  }

  #add(severity: Problem["severity"], at: Position, code: string, message: string, logicalId?: string): void {
    this.#problems.push({ at, severity, code, message, ...(logicalId !== undefined && { logicalId }) });
  }
}

/** Compares by character code, not by locale, so that the order is the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byPosition(a: Position, b: Position): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}
