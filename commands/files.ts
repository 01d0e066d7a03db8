import { writeFileSync } from "node:fs";
import { UserError } from "../providers/errors";

/** Writes a file that an option names. @throws UserError if it cannot be written */
export function writeReport(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UserError(
      `${file} cannot be written (${(error as Error).message}). Name a file in a directory that exists.`,
    );
  }
}
