import type { Source } from "../../providers/definitions/source";
import { visible } from "../../providers/visible";

const CONTEXT_LINES = 2;
const LEAST_WIDTH = 40;
const TAB = "  ";
const BLOTTED = "***";
const CUT = "…";

/** What one character, or one blotted value, looks like on a terminal. */
interface Cell {
  readonly text: string;
  readonly width: number;
  /** The offset after its last character. */
  readonly end: number;
}

/** The line of a place with a caret below the column, after the lines before it; empty if there is no such line. */
export function frame(source: Source, { line, column }: { line: number; column: number }, columns: number): string[] {
  if (line > source.lines.length) return [];
  const digits = String(line).length;
  const width = Math.max(columns, LEAST_WIDTH) - digits - 5;
  const gutter = (mark: string, number: string): string => `${mark} ${number.padStart(digits)} |`;
  const context = Array.from({ length: Math.min(CONTEXT_LINES, line - 1) }, (_, index) => line - 1 - index).reverse();
  const target = spanOf(source, line);
  const shown = render(source, target, Math.min(target.start + column - 1, target.end), width);
  return [
    ...context.map((number) => {
      const span = spanOf(source, number);
      return `${gutter(" ", String(number))} ${render(source, span, span.start, width).text}`;
    }),
    `${gutter(">", String(line))} ${shown.text}`,
    `${gutter(" ", "")} ${" ".repeat(shown.before)}^`,
  ].map((text) => text.trimEnd());
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A line without its line end. */
function spanOf({ text, lines }: Source, line: number): Span {
  const start = lines[line - 1] ?? text.length;
  let end = lines[line] ?? text.length;
  while (end > start && "\r\n".includes(text[end - 1] ?? "")) end--;
  return { start, end };
}

/** As much of a line as fits, around an offset, and the width of the part before that offset. */
function render(source: Source, { start, end }: Span, at: number, width: number): { text: string; before: number } {
  // No character is wider than two columns, but many have no width, so this is more than can be shown.
  const from = Math.max(start, at - width * 2);
  const to = Math.min(end, at + width * 2);
  const cells = cellsOf(source, from, to);
  const found = cells.findIndex((cell) => cell.end > at);
  const caret = found < 0 ? cells.length : found;
  let [first, last] = [caret, caret];
  let used = cells[caret]?.width ?? 0;
  const room = width - 2 * CUT.length;
  const fits = (cell: Cell | undefined): cell is Cell => cell !== undefined && used + cell.width <= room;
  const half = room / 2;
  for (let cell = cells[first - 1]; fits(cell) && used + cell.width <= half; cell = cells[first - 1]) {
    used += cell.width;
    first--;
  }
  for (let cell = cells[last + 1]; fits(cell); cell = cells[last + 1]) {
    used += cell.width;
    last++;
  }
  for (let cell = cells[first - 1]; fits(cell); cell = cells[first - 1]) {
    used += cell.width;
    first--;
  }
  const [head, tail] = [first > 0 || from > start ? CUT : "", last + 1 < cells.length || to < end ? CUT : ""];
  const shown = cells.slice(first, last + 1);
  const before = head.length + cells.slice(first, caret).reduce((sum, cell) => sum + cell.width, 0);
  return { text: head + shown.map(({ text }) => text).join("") + tail, before };
}

function cellsOf({ text, secrets }: Source, from: number, to: number): Cell[] {
  const cells: Cell[] = [];
  let next = secrets.findIndex((range) => range.end > from);
  for (let at = from; at < to;) {
    const range = next < 0 ? undefined : secrets[next];
    if (range && range.start <= at) {
      cells.push({ text: BLOTTED, width: BLOTTED.length, end: range.end });
      at = range.end;
      next++;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += character.length;
    const shown = character === "\t" ? TAB : visible(character);
    cells.push({ text: shown, width: shown === character ? widthOf(character) : shown.length, end: at });
  }
  return cells;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NARROWEST = /[\p{Mn}\p{Me}]/u;

function widthOf(character: string): number {
  if (character < "\u0300") return 1;
  return WIDE.test(character) ? 2 : NARROWEST.test(character) ? 0 : 1;
}
