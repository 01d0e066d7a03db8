import type { TextProblem } from "./text";

/** Deeper than any definition, yet far below the depth at which a recursive parser overflows the stack. */
const DEEPEST = 200;
/** Their syntax tree takes about a gigabyte. */
const MOST_VALUES = 1_500_000;

export interface Prescan {
  /** A problem that the parser cannot handle or would not notice. */
  readonly problem?: TextProblem;
  /** Where the last token begins. */
  readonly last: number;
  /** The number of keys, as far as the text is JSON. */
  readonly keys: number;
  /** Where the innermost unclosed bracket or string begins. */
  readonly open?: number;
}

/**
 * One non-recursive pass over the text before it is parsed. It finds text that is too deep or too large for the parser, and
 * what the parser accepts although JSON forbids it (control characters in strings).
 */
export function prescan(text: string): Prescan {
  const open: number[] = [];
  const seen = { last: 0, keys: 0 };
  let values = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= SPACE) continue;
    if (code === QUOTE) {
      seen.last = index;
      const end = endOfString(text, index);
      if (typeof end === "object") return { ...seen, problem: end };
      if (end === text.length) return { ...seen, open: index };
      index = end;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      seen.last = index;
      open.push(index);
      values++;
      if (open.length > DEEPEST) return { ...seen, problem: tooDeep(index) };
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      seen.last = index;
      // The parser reports a bracket that closes nothing or the wrong one.
      if (text.charCodeAt(open.pop() ?? -1) !== code - 2) return seen;
    } else if (code === COMMA) {
      seen.last = index;
      if (++values > MOST_VALUES) return { ...seen, problem: tooLarge(index) };
    } else {
      if (code === COLON) seen.keys++;
      if (!isWord(text.charCodeAt(index - 1))) seen.last = index;
    }
  }
  const innermost = open.at(-1);
  return innermost === undefined ? seen : { ...seen, open: innermost };
}

/** The offset of the closing quote, or the length of the text if there is none. */
function endOfString(text: string, start: number): number | TextProblem {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code < SPACE) return controlCharacter(index, code);
    if (code === BACKSLASH) {
      ESCAPE.lastIndex = index;
      // An escape cut off by the end of the file is reported as an unclosed string.
      if (!ESCAPE.test(text)) return CUT_ESCAPE.test(text.slice(index, index + 6)) ? text.length : badEscape(index);
      index++;
    }
  }
  return text.length;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const CUT_ESCAPE = /^\\(?:u[0-9a-fA-F]{0,3})?$/;

/** Whether a character can be part of a number, `true`, `false` or `null`, so that no new token begins after it. */
function isWord(code: number): boolean {
  const letter = code | 0x20;
  return (
    (code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x7a) || "+-.".includes(String.fromCharCode(code))
  );
}

function tooDeep(offset: number): TextProblem {
  const message = `brackets are nested more than ${DEEPEST} levels deep, which no definition needs; flatten it`;
  return { offset, code: "TOO_DEEP", message };
}

function tooLarge(offset: number): TextProblem {
  const message = `the file contains more than ${MOST_VALUES} values; split it into several files`;
  return { offset, code: "TOO_LARGE", message };
}

function controlCharacter(offset: number, code: number): TextProblem {
  const name = code === 10 || code === 13 ? "a line break" : code === 9 ? "a tab" : "a control character";
  const escape = { 9: "\\t", 10: "\\n", 13: "\\r" }[code] ?? `\\u${code.toString(16).padStart(4, "0")}`;
  return { offset, code: "JSON_SYNTAX", message: `a string contains ${name}; close the string, or write ${escape}` };
}

function badEscape(offset: number): TextProblem {
  const message = `JSON has no such escape sequence; write \\\\ for a backslash, or one of \\" \\/ \\b \\f \\n \\r \\t \\u0000`;
  return { offset, code: "JSON_SYNTAX", message };
}
