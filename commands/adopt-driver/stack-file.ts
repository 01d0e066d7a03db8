import { isMap, isScalar, parseDocument, type Document, type Tags } from "yaml";
import { NAMESPACE } from "../../providers/engine/current-config";
import { UserError } from "../../providers/errors";

/**
 * The text of a stack's file with these settings added; comments, order and existing items of lists are kept.
 * @param file its name in messages
 * @param settings by key without the namespace
 * @throws UserError if the text is not a stack's file
 */
export function withSettings(
  file: string,
  text: string,
  settings: ReadonlyMap<string, string | readonly string[]>,
): string {
  const document = parseDocument(text, { customTags: asWritten });
  const [error] = document.errors;
  if (error) throw new UserError(`${file} is not valid YAML, so nothing was written: ${error.message.trim()}`);
  if (document.contents !== null && !isMap(document.contents)) {
    throw new UserError(
      `${file} has no keys such as \`config:\`, so it is not a stack's file, and nothing was written. Correct or remove it.`,
    );
  }
  const before = textOf(document);
  const config: unknown = document.get("config", true);
  if (!isMap(config)) {
    // `config:` may be empty.
    const isEmpty = config === undefined || (isScalar(config) && config.value === null);
    if (!isEmpty)
      throw new UserError(`\`config\` in ${file} is not a map, so nothing was written. Correct or remove it.`);
    document.set("config", document.createNode({}));
  }
  // Either tokenEnv or tokenSecret can be set; a secret that is already named wins.
  const isDecided = document.hasIn(["config", `${NAMESPACE}tokenSecret`]);
  for (const [key, value] of settings) {
    if (key === "tokenEnv" && isDecided) continue;
    const path = ["config", NAMESPACE + key];
    document.setIn(path, typeof value === "string" ? value : document.createNode(merged(document, path, value)));
  }
  const after = textOf(document);
  // Where nothing is missing, other spacing is no reason to write.
  if (after === before) return text;
  return text.includes("\r\n") ? after.replaceAll("\n", "\r\n") : after;
}

const textOf = (document: Document): string => document.toString({ lineWidth: 0, flowCollectionPadding: false });

/** Numbers stay as they are written: an account's id may begin with 0, or have more digits than a number can hold. */
const asWritten = (tags: Tags): Tags =>
  tags.map((tag) => {
    if (typeof tag === "string" || tag.collection || !/:(int|float)$/.test(tag.tag)) return tag;
    const { stringify } = tag;
    return { ...tag, stringify: (item, ...more) => item.source ?? stringify?.(item, ...more) ?? String(item.value) };
  });

function merged(document: Document, path: readonly string[], added: readonly string[]): unknown[] {
  const present = (document.toJS() as { config: Record<string, unknown> }).config[path[1] ?? ""];
  return [...new Set([...(Array.isArray(present) ? (present as unknown[]) : []), ...added])];
}
