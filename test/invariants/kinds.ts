/** The platforms that the invariants are tested on: the one that docs/api.md describes, and one with other facts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../../providers/catalog";
import type { ResourceType } from "../../providers/catalog/type";
import { projectCatalog } from "../../providers/corrections";
import type { Facts } from "../../simulator";
import facts from "./other/facts.json";

export interface Kind {
  readonly name: string;
  /** What the product assumes there. */
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly facts?: Facts;
  /** Files in the project's directory. */
  readonly files: Readonly<Record<string, string>>;
}

const OTHER = join(__dirname, "other");

const STANDARD: Kind = { name: "", catalog, files: {} };

/** Paths, verbs, ids, keys, statuses, values and bodies of updates differ; one file corrects all of them. */
const CORRECTED: Kind = {
  name: " (other facts, corrected)",
  catalog: projectCatalog(OTHER),
  facts: facts as Facts,
  files: { "amorphic.catalog.json": readFileSync(join(OTHER, "amorphic.catalog.json"), "utf8") },
};

let current = STANDARD;

/** The kind of platform that the tests being described, or run, are about. */
export const kind = (): Kind => current;

/** Describes the same on each kind of platform. */
export function describeEach(title: string, describeOne: () => void): void {
  for (const each of [STANDARD, CORRECTED]) {
    current = each;
    describe(title + each.name, () => {
      before(() => {
        current = each;
      });
      after(() => {
        current = STANDARD;
      });
      describeOne();
    });
  }
  current = STANDARD;
}
