import { visible } from "../visible";

/** Makes text fit for an error or a log: redacted, on one line, and cut to a length. */
export type Sanitize = (text: string, longest?: number) => string;

/** Redacting shorter strings would hit ordinary words. */
const SHORTEST_TOKEN = 8;

/** The token is redacted even if `redact` does not know it. */
export function sanitizer(redact: (text: string) => string, token: string): Sanitize {
  const withoutToken = (text: string): string =>
    token.length < SHORTEST_TOKEN ? text : text.replaceAll(token, "*****");
  // Cut last: half a secret would no longer be recognised.
  return (text, longest = 300) => shorten(escapeControls(redact(withoutToken(text))), longest);
}

/** Shows line ends and tabs as the usual escapes. */
const escapeControls = (text: string): string =>
  visible(text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t"));

const shorten = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;
