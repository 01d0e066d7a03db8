import { quote } from "../visible";
import { prescan, type Prescan } from "./prescan";
import { lineAndColumn, type TextProblem } from "./text";
import { treeOf } from "./tree";

interface Parsed {
  readonly value: unknown;
  /** The number of keys as written. The value has fewer if an object has a duplicate key. */
  readonly keys: number;
}

/** The parsed text, or why it is not JSON. */
export function parseText(text: string): Parsed | TextProblem {
  if (/^[ \t\r\n]*$/.test(text)) return EMPTY;
  const scanned = prescan(text);
  if (scanned.problem) return scanned.problem;
  try {
    return { value: JSON.parse(text) as unknown, keys: scanned.keys };
  } catch (error) {
    return syntaxProblem(text, offsetOf(error, text), scanned);
  }
}

const EMPTY: TextProblem = { offset: 0, code: "EMPTY_FILE", message: "the file is empty; write {} or remove the file" };

/** Where a text stops being JSON, found with the parser that gives the offset as a number. */
function offsetOf(refused: unknown, text: string): number {
  try {
    treeOf(text);
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    // For a premature end, the parser often gives the beginning as its place.
    return error.message.startsWith("Unexpected end") ? text.length : error.offset;
  }
  throw refused;
}

function isSyntaxError(error: unknown): error is Error & { offset: number } {
  return error instanceof Error && typeof (error as { offset?: unknown }).offset === "number";
}

/** Describes the error from the text, since the parser's message uses its own tokens and may quote a secret. */
function syntaxProblem(text: string, offset: number, { last, open }: Prescan): TextProblem {
  const problem = (at: number, message: string): TextProblem => ({ offset: at, code: "JSON_SYNTAX", message });
  if (open !== undefined && offset >= last) {
    const { line, column } = lineAndColumn(text, open);
    const what = text[open] === '"' ? "string" : quote(text[open] ?? "");
    return problem(text.length, `the file ends, but the ${what} at ${line}:${column} is not closed; close it`);
  }
  const found = text[offset] ?? "";
  const before = text.slice(0, offset).trimEnd().at(-1) ?? "";
  if ("}]".includes(found) && before === ",")
    return problem(text.lastIndexOf(",", offset), `there is a comma before ${quote(found)}; remove it`);
  if (found === "'") return problem(offset, "JSON has no single quotes; use double quotes");
  if (found === "/" || found === "#") return problem(offset, "JSON has no comments; remove it");
  if (/["\w\]}]/.test(before) && /["\w{[-]/.test(found)) {
    return problem(offset, `a comma, a colon or a bracket is missing before ${quote(found)}; add it`);
  }
  if (/[a-z_$]/i.test(found)) return problem(offset, "this word has no quotes; put text and keys in double quotes");
  return problem(offset, `${quote(found)} is not expected here; correct the JSON`);
}
