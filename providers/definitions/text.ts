import { isUtf8 } from "node:buffer";

/** Why bytes or text are not JSON, and at which character. */
export interface TextProblem {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
}

const MOST_BYTES = 100 * 1024 * 1024;

/** The text of a file without its byte order mark. If it is not UTF-8, the problem and the text before it. */
export function decode(bytes: Buffer): { text: string; problem?: TextProblem } {
  if (bytes.length > MOST_BYTES) {
    const message = `the file is larger than ${MOST_BYTES / 1024 / 1024} MB; split it into several files`;
    return { text: "", problem: { offset: 0, code: "TOO_LARGE", message } };
  }
  if (isUtf16(bytes)) {
    const message = "the file is UTF-16, but JSON is UTF-8; save it as UTF-8";
    return { text: "", problem: { offset: 0, code: "NOT_UTF8", message } };
  }
  if (!isUtf8(bytes)) return invalid(bytes);
  return { text: withoutMark(bytes.toString("utf8")) };
}

/** Tools on Windows write a byte order mark even to UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Detected by its byte order mark, or else by the zero byte beside the ASCII character with which JSON begins. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return bytes.length > 1 && (first === 0) !== (second === 0);
}

/** Decoding replaces invalid bytes, so the first byte that differs after a round trip is the first invalid one. */
function invalid(bytes: Buffer): { text: string; problem: TextProblem } {
  const again = Buffer.from(bytes.toString("utf8"));
  let wrong = 0;
  while (bytes[wrong] === again[wrong]) wrong++;
  const text = withoutMark(bytes.toString("utf8", 0, wrong));
  const byte = (bytes[wrong] ?? 0).toString(16).padStart(2, "0");
  const message = `the file is not valid UTF-8 (byte 0x${byte} here), perhaps Latin-1; save it as UTF-8`;
  return { text, problem: { offset: text.length, code: "NOT_UTF8", message } };
}

/** Where each line of a text begins; a line ends with LF, CRLF or CR. */
export function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n?|\n/g), (end) => end.index + end[0].length)];
}

/** Line and column of a character, both from 1; a line ends with LF, CRLF or CR. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let index = 0; index < offset; index++) {
    const code = text.charCodeAt(index);
    if (code !== 10 && (code !== 13 || text.charCodeAt(index + 1) === 10)) continue;
    line++;
    start = index + 1;
  }
  return { line, column: offset - start + 1 };
}
