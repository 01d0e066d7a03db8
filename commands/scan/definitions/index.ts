import { resolve } from "node:path";
import { pathText } from "../../../providers/catalog/check";
import type { ResourceType } from "../../../providers/catalog/type";
import { placesOf, statOf, type Places } from "../../../providers/definitions/files";
import { looksLikeFunction } from "../../../providers/definitions/functions";
import { readFiles } from "../../../providers/definitions/read";
import { Report } from "../../../providers/definitions/report";
import {
  keyOf,
  membersOf,
  positionOf,
  treeOf,
  valueOf,
  type MemberNode,
  type ValueNode,
} from "../../../providers/definitions/tree";
import { withFormerNames } from "../../../providers/definitions/types";
import { quote } from "../../../providers/visible";
import type { Finding, Reading } from "../model";
import { definitionRules, type Place } from "./rules";

export interface DefinitionScan {
  readonly repository: string;
  /** Directories of definitions and of central sharing, relative to the repository; a missing one holds nothing. */
  readonly resources: string;
  readonly access: string;
  readonly catalog: ReadonlyMap<string, ResourceType>;
  /** Whether to look at a file. */
  readonly takes: (file: string) => boolean;
}

/** Applies our own rules to definitions and central sharing. @returns the number of files looked at, and the findings */
export function scanDefinitions(options: DefinitionScan): Reading & { readonly files: number } {
  const report = new Report();
  const findings: Finding[] = [];
  const catalog = withFormerNames(options.catalog);
  const seen = new Set<string>();
  const scanBelow = (directory: string, scanTree: (tree: ValueNode, file: string, places: Places) => void): void => {
    const root = resolve(options.repository, directory);
    if (!statOf(root)?.isDirectory()) return;
    const places = placesOf(options.repository, root);
    for (const { file, text } of readFiles(places, report)) {
      if (!options.takes(file)) continue;
      seen.add(file);
      // Not the value: of a key that is written twice it has only one, and the secret may be in the other.
      scanTree(treeOf(text), file, places);
    }
  };
  const add = (found: Iterable<Finding>): void => void findings.push(...found);
  scanBelow(options.resources, (tree, file, places) => {
    for (const block of membersIn(tree)) add(scanBlock(block, file, { catalog, places }));
  });
  scanBelow(options.access, (tree, file, places) => {
    for (const block of membersIn(tree)) {
      add(scanPart(block.value, file, keyOf(block), { type: undefined, part: "Share", places }));
    }
  });
  // Mistakes in a file that was read are reported by `validate`.
  const unread = report.sorted().filter(({ file }) => options.takes(file) && !seen.has(file));
  return {
    files: seen.size,
    findings,
    failures: unread.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
  };
}

interface Context {
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly places: Places;
}

const PARTS = ["Properties", "Artifacts", "Share"] as const;

function* scanBlock(block: MemberNode, file: string, { catalog, places }: Context): Iterable<Finding> {
  if (block.value.type !== "Object") return;
  const members = membersOf(block.value);
  const name = members.get("Type")?.value;
  const type = name?.type === "String" ? catalog.get(name.value) : undefined;
  for (const part of PARTS) {
    const member = members.get(part);
    if (member) yield* scanPart(member.value, file, keyOf(block), { type, part, places });
  }
}

type Part = Pick<Place, "type" | "part" | "places">;

function* scanPart(node: ValueNode, file: string, logicalId: string, part: Part): Iterable<Finding> {
  const whole = valueOf(node);
  for (const { path, key, node: value } of valuesIn(node)) {
    const place: Place = { ...part, path, key, value: valueOf(value), whole };
    for (const { matches, says, ...rule } of definitionRules) {
      if (!matches(place)) continue;
      const property = pathText(part.part === "Properties" ? path : [part.part, ...path]);
      yield {
        rule,
        message: `${quote(property)} of ${quote(logicalId)} ${says}`,
        ...positionOf(file, value),
        // Without list indexes, which change when other elements come and go.
        subject: [logicalId, part.part, ...path.filter((step) => typeof step === "string")].join("/"),
      };
    }
  }
}

interface Value {
  readonly path: readonly (string | number)[];
  readonly key: string;
  readonly node: ValueNode;
}

/** Every value below a node, in the order of the text. A function counts as one value, since its argument is a name. */
function* valuesIn(node: ValueNode, path: readonly (string | number)[] = [], key = ""): Iterable<Value> {
  if (path.length > 0) yield { path, key, node };
  if (node.type === "Array") {
    for (const [index, { value }] of node.elements.entries()) yield* valuesIn(value, [...path, index], key);
  } else if (node.type === "Object" && !looksLikeFunction(valueOf(node))) {
    for (const member of node.members) yield* valuesIn(member.value, [...path, keyOf(member)], keyOf(member));
  }
}

function membersIn(tree: ValueNode): readonly MemberNode[] {
  return tree.type === "Object" ? tree.members : [];
}
