import type { Position } from "./model";
import type { Report } from "./report";

/**
 * References to unknown logical ids. If a file could not be read, they are only counted: the file may define these ids, and
 * its own error would be lost among theirs.
 */
export class UnknownIds {
  readonly #report: Report;
  readonly #unread: readonly Position[];
  #uncertain = 0;

  constructor(report: Report) {
    this.#report = report;
    this.#unread = [...report.unread];
  }

  add(at: Position, message: string, logicalId: string): void {
    if (this.#unread.length > 0) this.#uncertain++;
    else this.#report.error(at, "UNKNOWN_LOGICAL_ID", message, logicalId);
  }

  /** Reports once how many references were not checked. */
  tell(): void {
    const [first, ...more] = this.#unread;
    if (!first || this.#uncertain === 0) return;
    const what = this.#uncertain === 1 ? "1 reference leads" : `${this.#uncertain} references lead`;
    const others = more.length === 0 ? "" : `, nor could ${more.length} other ${more.length === 1 ? "file" : "files"}`;
    const message = `this file could not be read${others}, and ${what} to a logical id that no other file defines; correct it so that they can be checked`;
    this.#report.warning(first, "REFERENCES_NOT_CHECKED", message);
  }
}
