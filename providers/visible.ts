const LONGEST_QUOTE = 120;

/** A name from a file, in quotes, cut if it is long, and harmless on a terminal. */
export function quote(name: string): string {
  const short = name.length > LONGEST_QUOTE ? `${name.slice(0, LONGEST_QUOTE)}…` : name;
  return visible(JSON.stringify(short));
}

/** Text with its control characters escaped, including invisible ones and those that change the text direction. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** The same for a text of several lines; the line breaks stay. */
export const visibleLines = (text: string): string => text.split("\n").map(visible).join("\n");
