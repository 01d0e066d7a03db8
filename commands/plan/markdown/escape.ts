import { visible } from "../../../providers/visible";

/**
 * Untrusted text in Markdown. It always goes in a code span or block, the one place where no host looks for mentions,
 * HTML, links, images or emphasis. Characters that would end the span or start one of these are escaped all the same,
 * as hosts differ.
 */
export function code(text: string): string {
  const harmless = defused(visible(text)).replaceAll("|", "\\u007c");
  if (harmless.trim() === "") return "` `";
  return `\`${harmless}\``;
}

export const block = (lines: readonly string[]): string =>
  ["```text", ...lines.map((line) => defused(visible(line))), "```"].join("\n");

/** Escapes as JSON would, so that a value stays readable and can be copied. */
function defused(text: string): string {
  return text
    .replaceAll("`", "\\u0060")
    .replace(/<(?=[a-z/!?])/gi, "\\u003c")
    .replace(/(?<![\w.+-])@(?=[\w{])/g, "\\u0040")
    .replace(/\](?=[([])/g, "\\u005d");
}
