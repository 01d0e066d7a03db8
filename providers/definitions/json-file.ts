import type { NumberNode, ValueNode } from "@humanwhocodes/momoa";
import { quote } from "../visible";
import { JsonNode, type Locate } from "./json-node";
import type { Position } from "./model";
import { parseText } from "./parse";
import { placesIn } from "./place";
import type { Report } from "./report";
import { decode, lineAndColumn } from "./text";
import { keyOf, nodeAt, positionOf, treeOf, valueOf } from "./tree";

export interface JsonFile {
  readonly file: string;
  readonly text: string;
  readonly root: JsonNode;
  /** Members of the root as written, including duplicates. Undefined if the root is not an object. */
  readonly members: readonly JsonNode[] | undefined;
}

/** Parses a file; if it is not JSON, reports that and returns undefined. */
export function parseFile(file: string, bytes: Buffer, report: Report): JsonFile | undefined {
  const { text, problem } = decode(bytes);
  const parsed = problem ?? parseText(text);
  if ("code" in parsed) {
    report.lost({ file, ...lineAndColumn(text, parsed.offset) }, parsed.code, parsed.message);
    return undefined;
  }
  const { value } = parsed;
  const { keys, hasNumbers, exact } = survey(value);
  if (keys === parsed.keys && exact && !(hasNumbers && LONG_NUMBER.test(text))) {
    const root = new JsonNode(placesIn(file, text), value);
    return { file, text, root, members: root.members() };
  }
  // Only the syntax tree has the duplicate keys and exact numbers that the parsed value lost.
  const tree = treeOf(text);
  checkTree(tree, text, file, report);
  const locate: Locate = (path, ofKey) => positionOf(file, nodeAt(tree, path, ofKey));
  const written = tree.type === "Object" ? tree.members : undefined;
  const members = written?.map((member, place) => new JsonNode(locate, valueOf(member.value), [place], keyOf(member)));
  return { file, text, root: new JsonNode(locate, value), members };
}

/** Shorter decimals are exact: a double holds any 15 significant digits. A string that matches only costs time. */
const LONG_NUMBER = /[\d.]{16}/;

/** Counts the keys of a value and checks that all its numbers are small enough for their integers to be exact. */
function survey(value: unknown): { keys: number; hasNumbers: boolean; exact: boolean } {
  const found = { keys: 0, hasNumbers: false, exact: true };
  const visit = (inner: unknown): void => {
    if (typeof inner === "number") {
      found.hasNumbers = true;
      found.exact &&= Math.abs(inner) <= Number.MAX_SAFE_INTEGER;
    }
    if (typeof inner !== "object" || inner === null) return;
    if (Array.isArray(inner)) return inner.forEach(visit);
    const values: unknown[] = Object.values(inner);
    found.keys += values.length;
    values.forEach(visit);
  };
  visit(value);
  return found;
}

/** Reports what JSON accepts but would silently change what is deployed. */
function checkTree(body: ValueNode, text: string, file: string, report: Report): void {
  const rest: ValueNode[] = [body];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type === "Array") for (const element of node.elements) rest.push(element.value);
    if (node.type === "Number") checkNumber(node, text, file, report);
    if (node.type !== "Object") continue;
    const places = new Map<string, Position>();
    for (const member of node.members) {
      rest.push(member.value);
      const key = keyOf(member);
      const first = places.get(key);
      if (!first) places.set(key, positionOf(file, member));
      // Duplicate logical ids are reported separately.
      else if (node !== body) report.error(positionOf(file, member), "DUPLICATE_KEY", duplicateKey(key, first));
    }
  }
}

function duplicateKey(key: string, first: Position): string {
  return `the key ${quote(key)} is also at ${first.line}:${first.column}, and only one of the two can take effect; remove one`;
}

function checkNumber(node: NumberNode, text: string, file: string, report: Report): void {
  const written = text.slice(node.loc.start.offset, node.loc.end.offset);
  const sent = String(node.value);
  if (decimal(written) === decimal(sent)) return;
  const message = `the number cannot be represented exactly: it would become ${sent}; write it in double quotes, as text, or with fewer digits`;
  report.error(positionOf(file, node), "INEXACT_NUMBER", message);
}

/** A number's significant digits and exponent, the same however it is written; its sign is never lost. */
function decimal(text: string): string {
  const [, whole = "", fraction = "", exponent = "0"] = /^-?(\d+)(?:\.(\d+))?(?:e(.+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  // Linear, which `0+$` is not.
  const significant = digits.slice(0, digits.search(/[1-9]0*$/) + 1);
  if (significant === "") return whole;
  return `${significant}e${String(Number(exponent) - fraction.length + digits.length - significant.length)}`;
}
