import { visible } from "../../../providers/visible";

/**
 * Text of others in Markdown. It always stands in a code span or a code block, the one place in which no host looks for
 * mentions, HTML, links, images or emphasis; what would end the span or start one of these is escaped all the same, as
 * hosts are not alike.
 */
export function code(text: string): string {
  const harmless = defused(visible(text)).replaceAll("|", "\\u007c");
  if (harmless.trim() === "") return "` `";
  return `\`${harmless}\``;
}

/** Lines as a block. */
export const block = (lines: readonly string[]): string =>
  ["```text", ...lines.map((line) => defused(visible(line))), "```"].join("\n");

/** As JSON would escape them, so that a value stays readable and can be copied. */
function defused(text: string): string {
  return text
    .replaceAll("`", "\\u0060")
    .replace(/<(?=[a-z/!?])/gi, "\\u003c")
    .replace(/(?<![\w.+-])@(?=[\w{])/g, "\\u0040")
    .replace(/\](?=[([])/g, "\\u005d");
}
