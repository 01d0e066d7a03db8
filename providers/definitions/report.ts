import type { Position, Problem } from "./model";

/** Collects the problems of a run, so that all are told at once. */
export class Report {
  readonly #problems: Problem[] = [];

  error(at: Position, code: string, message: string, logicalId?: string): void {
    this.#add("error", at, code, message, logicalId);
  }

  warning(at: Position, code: string, message: string, logicalId?: string): void {
    this.#add("warning", at, code, message, logicalId);
  }

  /** By file, line and column. */
  sorted(): Problem[] {
    return this.#problems.sort(byPosition);
  }

  #add(severity: Problem["severity"], at: Position, code: string, message: string, logicalId?: string): void {
    const { file, line, column } = at;
    this.#problems.push({ file, line, column, severity, code, message, ...(logicalId !== undefined && { logicalId }) });
  }
}

/** Order of characters, not of a language: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byPosition(a: Position, b: Position): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}
