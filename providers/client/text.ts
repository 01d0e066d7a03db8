import { visible } from "../visible";

/** Makes text fit for an error or a log: no secrets, one line, not too long. */
export type Say = (text: string, longest?: number) => string;

/** Shorter strings would blot out ordinary words. */
const SHORTEST_TOKEN = 8;

/** The token is blotted out whatever `redact` knows of it. */
export function speech(redact: (text: string) => string, token: string): Say {
  const withoutToken = (text: string): string =>
    token.length < SHORTEST_TOKEN ? text : text.replaceAll(token, "*****");
  // Cut last: half a secret would not be recognised any more.
  return (text, longest = 300) => shorten(escapeControls(redact(withoutToken(text))), longest);
}

/** Line ends as people know them. */
const escapeControls = (text: string): string =>
  visible(text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t"));

const shorten = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;
