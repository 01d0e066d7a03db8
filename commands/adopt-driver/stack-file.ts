import { isMap, parseDocument, type Document } from "yaml";
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
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new UserError(`${file} is not valid YAML, so nothing was written: ${error.message.trim()}`);
  if (document.contents !== null && !isMap(document.contents)) {
    throw new UserError(
      `${file} has no keys such as \`config:\`, so it is not a stack's file, and nothing was written. Correct or remove it.`,
    );
  }
  const config: unknown = document.get("config", true);
  // `config:` may be empty.
  if (!isMap(config)) document.set("config", document.createNode({}));
  // Either tokenEnv or tokenSecret can be set; a secret that is already named wins.
  const isDecided = document.hasIn(["config", `${NAMESPACE}tokenSecret`]);
  for (const [key, value] of settings) {
    if (key === "tokenEnv" && isDecided) continue;
    const path = ["config", NAMESPACE + key];
    document.setIn(path, typeof value === "string" ? value : document.createNode(merged(document, path, value)));
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function merged(document: Document, path: readonly string[], added: readonly string[]): unknown[] {
  const present = (document.toJS() as { config: Record<string, unknown> }).config[path[1] ?? ""];
  return [...new Set([...(Array.isArray(present) ? (present as unknown[]) : []), ...added])];
}
