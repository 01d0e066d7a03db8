const ELLIPSIS = "…";

export function cut(text: string, longest: number): string {
  return text.length > longest ? `${whole(text.slice(0, longest - 1))}${ELLIPSIS}` : text;
}

/** Cuts two long texts around their first difference, so that the results never look the same. */
export function cutPair(from: string, to: string, longest: number): [string, string] {
  if (from.length <= longest && to.length <= longest) return [from, to];
  const same = commonPrefix(from, to);
  // A third of the room goes to context before the difference.
  const start = same <= longest / 2 ? 0 : same - Math.floor(longest / 3);
  return [window(from, start, longest), window(to, start, longest)];
}

function window(text: string, start: number, longest: number): string {
  const room = longest - (start > 0 ? 2 : 1);
  const rest = text.slice(start);
  const shown = rest.length > room ? `${whole(rest.slice(0, room))}${ELLIPSIS}` : rest;
  return start > 0 ? ELLIPSIS + whole(shown) : shown;
}

function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return i;
  return end;
}

/** Drops half a surrogate pair at either end. */
const whole = (text: string): string => text.replace(/^\p{Cs}|\p{Cs}$/gu, "");
