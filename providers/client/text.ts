/** Makes text fit for an error or a log: no secrets, one line, not too long. */
export type Say = (text: string, longest?: number) => string;

/** Shorter strings would blot out ordinary words. */
const SHORTEST_TOKEN = 8;
/** Control characters and the marks that reorder text, which could make a terminal show something else. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The token is blotted out whatever `redact` knows of it. */
export function speech(redact: (text: string) => string, token: string): Say {
  const withoutToken = (text: string): string =>
    token.length < SHORTEST_TOKEN ? text : text.replaceAll(token, "*****");
  // Cut last: half a secret would not be recognised any more.
  return (text, longest = 300) => shorten(escapeControls(redact(withoutToken(text))), longest);
}

const escapeControls = (text: string): string =>
  text.replace(UNPRINTABLE, (char) => {
    const known = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[char];
    return known ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });

const shorten = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;
