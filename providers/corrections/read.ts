import { correct, type Corrections } from "../catalog/correct";
import type { ResourceType } from "../catalog/type";
import type { Problem } from "../definitions/model";
import { parseFile } from "../definitions/json-file";
import { Report } from "../definitions/report";
import { quote } from "../visible";
import { checkCorrections } from "./check";

type Catalog = ReadonlyMap<string, ResourceType>;

/** The catalog with the corrections of a file; uncorrected if the file has any problem. */
export function readCorrections(
  catalog: Catalog,
  file: string,
  bytes: Buffer,
): { catalog: Catalog; problems: Problem[] } {
  const report = new Report();
  const { root, members } = parseFile(file, bytes, report) ?? {};
  if (root && !members) {
    report.error(root.position, "NOT_AN_OBJECT", "the corrections must be an object that maps types to corrections");
  } else if (root && members) {
    const seen = new Set<string>();
    for (const member of members) {
      const { key } = member;
      if (seen.has(key))
        report.error(member.keyPosition, "DUPLICATE_KEY", `${quote(key)} is corrected twice; merge the two`);
      seen.add(key);
    }
    for (const { path, ofKey, code, message } of checkCorrections(catalog, root.value as Corrections)) {
      const place = root.at(path);
      report.error(ofKey ? place.keyPosition : place.position, code, message);
    }
  }
  const problems = report.sorted();
  if (!root || problems.length > 0) return { catalog, problems };
  const { $schema: _, ...corrections } = root.value as Corrections;
  return { catalog: correct(catalog, corrections), problems };
}
