/** What a comment is made of, each part in Markdown. */
export interface Parts {
  /** What it is about, in short. */
  readonly head: readonly string[];
  /** Left out before any change is. */
  readonly drawing?: string | undefined;
  /** The most important first: what does not fit is left out. */
  readonly changes: readonly string[];
}

export interface Room {
  /** Bytes. */
  readonly limit: number;
  /** Whether changes can be folded away. */
  readonly html: boolean;
  /** Where the reader finds what is left out. */
  readonly where: string;
}

/** All that fits, in whole parts, and a word on what does not. */
export function fitted({ head, drawing, changes }: Parts, { limit, html, where }: Room): string {
  const folded = (parts: readonly string[]) =>
    html && parts.length > 0 ? ["<details open><summary>Changes</summary>", ...parts, "</details>"] : parts;
  const rest = (count: number) =>
    count === 0 ? [] : [`… and ${String(count)} more changes, which do not fit here; the whole plan is ${where}.`];
  // The longest that the words around the changes can be.
  const frame = size([...folded(rest(changes.length)), ""]);
  const cutHere = `… cut here; all of it is ${where}.`;
  const top = size(head) + frame <= limit ? head : [...take(head, limit - frame - size([cutHere])), cutHere];
  const shown = take(changes, limit - size(top) - frame);
  const below = folded([...shown, ...rest(changes.length - shown.length)]);
  const drawn = drawing === undefined ? [] : [drawing];
  const all = [...top, ...drawn, ...below];
  return joined(size(all) <= limit ? all : [...top, ...below]);
}

const BETWEEN = "\n\n";

const joined = (parts: readonly string[]): string => `${parts.join(BETWEEN)}\n`;

const size = (parts: readonly string[]): number => Buffer.byteLength(joined(parts)) + BETWEEN.length;

/** Every part that fits beside those before it. */
function take(parts: readonly string[], room: number): string[] {
  let left = room;
  return parts.filter((part) => {
    const needed = Buffer.byteLength(part) + BETWEEN.length;
    if (needed > left) return false;
    left -= needed;
    return true;
  });
}
