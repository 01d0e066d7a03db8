import { counted } from "../../shared/text";

/** The parts of a comment, each in Markdown. */
export interface Parts {
  /** The summary. */
  readonly head: readonly string[];
  /** Dropped before any change is. */
  readonly drawing?: string | undefined;
  /** Most important first. */
  readonly changes: readonly Section[];
}

export interface Section {
  readonly whole: string;
  /** The minimum the reader must see. */
  readonly short: string;
}

export interface Room {
  /** Bytes. */
  readonly limit: number;
  /** Whether changes can be collapsed. */
  readonly html: boolean;
  /** Where the reader finds what is left out. */
  readonly where: string;
}

/** All parts that fit whole, and a note on what does not: details of changes are dropped before any change is. */
export function fitted({ head, drawing, changes }: Parts, { limit, html, where }: Room): string {
  const folded = (parts: readonly string[]) =>
    html && parts.length > 0 ? ["<details open><summary>Changes</summary>", ...parts, "</details>"] : parts;
  const rest = (shortened: number, left: number) => {
    const missing = [
      ...(shortened > 0 ? [`the fields of ${counted(shortened, "change")}`] : []),
      ...(left > 0 ? [counted(left, "more change")] : []),
    ];
    if (missing.length === 0) return [];
    return [`… left out for lack of space: ${missing.join(", ")}; the whole plan is ${where}.`];
  };
  // The maximum size of the text around the changes.
  const frame = size([...folded(rest(changes.length, changes.length)), ""]);
  const cutHere = `… cut here; the whole plan is ${where}.`;
  const top = size(head) + frame <= limit ? head : [...take(head, limit - frame - size([cutHere])), cutHere];
  const shown = takeInOrder(changes, limit - size(top) - frame);
  const shortened = shown.filter((text, i) => text !== changes[i]?.whole).length;
  const below = folded([...shown, ...rest(shortened, changes.length - shown.length)]);
  const drawn = drawing === undefined ? [] : [drawing];
  const all = [...top, ...drawn, ...below];
  return joined(size(all) <= limit ? all : [...top, ...below]);
}

const BETWEEN = "\n\n";

const joined = (parts: readonly string[]): string => `${parts.join(BETWEEN)}\n`;

const size = (parts: readonly string[]): number => Buffer.byteLength(joined(parts)) + BETWEEN.length;

/** Each part that fits with those before it. */
function take(parts: readonly string[], room: number): string[] {
  let left = room;
  return parts.filter((part) => {
    const needed = Buffer.byteLength(part) + BETWEEN.length;
    if (needed > left) return false;
    left -= needed;
    return true;
  });
}

/** As many as fit in their short form, without gaps; then the whole form wherever that fits too. */
function takeInOrder(sections: readonly Section[], room: number): string[] {
  let left = room;
  const fits = (bytes: number) => {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
  const end = sections.findIndex(({ short }) => !fits(Buffer.byteLength(short) + BETWEEN.length));
  return sections
    .slice(0, end === -1 ? sections.length : end)
    .map(({ short, whole }) => (fits(Buffer.byteLength(whole) - Buffer.byteLength(short)) ? whole : short));
}
