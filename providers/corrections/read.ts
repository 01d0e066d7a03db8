import { correct, type Corrections } from "../catalog/correct";
import type { ResourceType } from "../catalog/type";
import type { Problem } from "../definitions/model";
import { parseFile } from "../definitions/parse";
import { Report } from "../definitions/report";
import { keyOf, nodeAt, positionOf, valueOf } from "../definitions/tree";
import { quote } from "../nearest";
import { checkCorrections } from "./check";

type Catalog = ReadonlyMap<string, ResourceType>;

/** The catalog with the corrections of a file; as it is if anything is wrong with them. */
export function readCorrections(
  catalog: Catalog,
  file: string,
  bytes: Buffer,
): { catalog: Catalog; problems: Problem[] } {
  const report = new Report();
  const tree = parseFile(file, bytes, report);
  if (tree && tree.type !== "Object") {
    report.error(
      positionOf(file, tree),
      "NOT_AN_OBJECT",
      "the corrections must be an object, from types to corrections",
    );
  } else if (tree) {
    const seen = new Set<string>();
    for (const member of tree.members) {
      const key = keyOf(member);
      if (seen.has(key))
        report.error(positionOf(file, member), "DUPLICATE_KEY", `${quote(key)} is corrected twice; join the two`);
      seen.add(key);
    }
    for (const { path, ofKey, code, message } of checkCorrections(catalog, valueOf(tree) as Corrections)) {
      report.error(positionOf(file, nodeAt(tree, path, ofKey)), code, message);
    }
  }
  const problems = report.sorted();
  if (!tree || problems.length > 0) return { catalog, problems };
  const { $schema: _, ...corrections } = valueOf(tree) as Corrections;
  return { catalog: correct(catalog, corrections), problems };
}
