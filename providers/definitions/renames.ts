import { quote } from "../visible";
import type { Draft } from "./draft";
import type { Position } from "./model";
import type { Report } from "./report";

/** A former logical id must not be in use, and only one definition can claim it. */
export function checkRenames(drafts: ReadonlyMap<string, Draft>, report: Report): void {
  const claims = new Map<string, { logicalId: string; position: Position }>();
  for (const { logicalId, renamedFrom } of drafts.values()) {
    for (const { text, position } of renamedFrom) {
      const fail = (code: string, message: string): void => report.error(position, code, message, logicalId);
      const [present, claim] = [drafts.get(text), claims.get(text)];
      if (present) {
        const where = placeText(present.position);
        const message = `${quote(text)} is still the logical id of a definition at ${where}; remove it from "RenamedFrom"`;
        fail("RENAMED_FROM_EXISTS", message);
      } else if (claim) {
        const message = `${quote(text)} is also claimed by ${quote(claim.logicalId)} at ${placeText(claim.position)}; remove it from one of them`;
        fail("RENAMED_FROM_TWICE", message);
      } else claims.set(text, { logicalId, position });
    }
  }
}

function placeText({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
