import { parse as parseJson, type NumberNode, type ValueNode } from "@humanwhocodes/momoa";
import { quote } from "../nearest";
import type { Position } from "./model";
import type { Report } from "./report";
import { scan, type Scan } from "./scan";
import { decode, lineAndColumn, type TextProblem } from "./text";
import { keyOf, positionOf } from "./tree";

/** The JSON of a file as a tree that knows the place of every value; undefined, and reported, if it is no JSON. */
export function parseFile(file: string, bytes: Buffer, report: Report): ValueNode | undefined {
  const { text, problem } = decode(bytes);
  const tree = problem ?? parseText(text);
  if ("code" in tree) {
    report.error({ file, ...lineAndColumn(text, tree.offset) }, tree.code, tree.message);
    return undefined;
  }
  checkTree(tree, text, file, report);
  return tree;
}

/** The tree of a text, or why there is none. */
export function parseText(text: string): ValueNode | TextProblem {
  if (/^[ \t\r\n]*$/.test(text)) return EMPTY;
  const scanned = scan(text);
  if (scanned.problem) return scanned.problem;
  try {
    return parseJson(text, { mode: "json" }).body;
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    // The parser's place of an end that comes too early is often the beginning.
    const offset = error.message.startsWith("Unexpected end") ? text.length : error.offset;
    return syntaxProblem(text, offset, scanned);
  }
}

const EMPTY: TextProblem = { offset: 0, code: "EMPTY_FILE", message: "the file is empty; write {} or remove the file" };

function isSyntaxError(error: unknown): error is Error & { offset: number } {
  return error instanceof Error && typeof (error as { offset?: unknown }).offset === "number";
}

/** Says what is wrong by the text itself, since the parser's words name its own tokens, and may quote a secret. */
function syntaxProblem(text: string, offset: number, { last, open }: Scan): TextProblem {
  const problem = (at: number, message: string): TextProblem => ({ offset: at, code: "JSON_SYNTAX", message });
  if (open !== undefined && offset >= last) {
    const { line, column } = lineAndColumn(text, open);
    const what = text[open] === '"' ? "string" : quote(text[open] ?? "");
    return problem(text.length, `the file ends, but the ${what} at ${line}:${column} is not closed; close it`);
  }
  const found = text[offset] ?? "";
  const before = text.slice(0, offset).trimEnd().at(-1) ?? "";
  if ("}]".includes(found) && before === ",")
    return problem(offset, `there is a comma before ${quote(found)}; remove it`);
  if (found === "'") return problem(offset, "JSON has no single quotes; use double quotes");
  if (found === "/" || found === "#") return problem(offset, "JSON has no comments; remove it");
  if (/["\w\]}]/.test(before) && /["\w{[-]/.test(found)) {
    return problem(offset, `a comma, a colon or a bracket is missing before ${quote(found)}; add it`);
  }
  if (/[a-z_$]/i.test(found)) return problem(offset, "a bare word stands here; put text and keys in double quotes");
  return problem(offset, `${quote(found)} is not expected here; correct the JSON`);
}

/** What JSON lets pass, but would change what is deployed without a word. */
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
      // The same logical id twice is told as such.
      else if (node !== body) report.error(positionOf(file, member), "DUPLICATE_KEY", duplicateKey(key, first));
    }
  }
}

function duplicateKey(key: string, first: Position): string {
  return `the key ${quote(key)} stands at ${first.line}:${first.column} too, and only one of the two can count; remove one`;
}

function checkNumber(node: NumberNode, text: string, file: string, report: Report): void {
  if (Number.isSafeInteger(node.value)) return;
  const written = text.slice(node.loc.start.offset, node.loc.end.offset);
  const integer = /^-?\d+$/.test(written);
  if (Number.isFinite(node.value) && (!integer || BigInt(written) === BigInt(node.value))) return;
  const message = "the number is too large to be kept exactly; write it in double quotes, as text";
  report.error(positionOf(file, node), "INEXACT_NUMBER", message);
}
