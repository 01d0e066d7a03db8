import { readFileSync } from "node:fs";
import { join } from "node:path";
import { definitionFiles, reasonOf, type Places } from "./files";
import { parseFile, type JsonFile } from "./json-file";
import type { Report } from "./report";

/** Called before each file with the number of files read so far and in total. */
export type Progress = (read: number, files: number) => void;

/** Every file below the root; a file that cannot be read is reported and left out. */
export function* readFiles(places: Places, report: Report, progress?: Progress): Iterable<JsonFile> {
  const files = definitionFiles(places, report);
  for (const [index, file] of files.entries()) {
    progress?.(index, files.length);
    const bytes = readBytes(places.repository, file, report);
    const parsed = bytes && parseFile(file, bytes, report);
    if (parsed) yield parsed;
  }
}

function readBytes(repository: string, file: string, report: Report): Buffer | undefined {
  try {
    return readFileSync(join(repository, file));
  } catch (error) {
    const message = `the file cannot be read (${reasonOf(error)}); make it readable`;
    report.lost({ file, line: 1, column: 1 }, "UNREADABLE", message);
    return undefined;
  }
}
