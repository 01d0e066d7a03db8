import type { Position } from "./model";
import type { Report } from "./report";

/**
 * References to what is in no file. While a file cannot be read they are counted only: it may hold what they mean, and its
 * own mistake would be lost among them.
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

  /** Says once how many there were. */
  tell(): void {
    const [first, ...more] = this.#unread;
    if (!first || this.#uncertain === 0) return;
    const what = this.#uncertain === 1 ? "1 reference leads" : `${this.#uncertain} references lead`;
    const others = more.length === 0 ? "" : more.length === 1 ? ", nor is another" : `, nor are ${more.length} others`;
    const message = `this is not read${others}, and ${what} to a logical id that is in no other file; correct it, and they are checked`;
    this.#report.warning(first, "REFERENCES_NOT_CHECKED", message);
  }
}
