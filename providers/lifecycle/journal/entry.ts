import { createHash } from "node:crypto";
import { UserError } from "../../errors";
import type { JournalEntry } from "./journal";

/** Where an entry is kept below the journal's root. The key is hashed as it may hold any character. */
export function entryPath(type: string, key: readonly string[]): string {
  if (!/^\w+$/.test(type)) throw new Error(`Journal: ${JSON.stringify(type)} cannot be part of a path.`);
  return `${type}/${createHash("sha256").update(JSON.stringify(key)).digest("hex")}.json`;
}

/** Whether something below the journal's root is an entry. */
export const isEntryPath = (path: string): boolean => /^\w+\/[0-9a-f]{64}\.json$/.test(path);

/** For people to read as well; a natural key is no secret. */
export const entryText = ({ type, key, owner, time, id, mark }: JournalEntry): string =>
  JSON.stringify({ type, key, owner, time, id, mark }, undefined, 2) + "\n";

/**
 * @param where the file or object, as the error names it
 * @throws UserError if the text is no entry or another one: passed over in silence it could make an object twice
 */
export function parseEntry(text: string, type: string, key: readonly string[], where: string): JournalEntry {
  const entry = asEntry(text);
  if (entry?.type === type && JSON.stringify(entry.key) === JSON.stringify(key)) return entry;
  throw new UserError(
    `The journal entry ${where} is damaged: it ${entry ? "belongs to another object" : "is not what was written there"}. ` +
      `It remembers whether this stack made ${type} ${JSON.stringify(key.join(" / "))}. Restore it from a backup or an ` +
      "earlier version; or delete it, and if the object exists in Amorphic and is yours, list it for import.",
  );
}

/**
 * The entry at a path of `entryPath`.
 * @throws UserError if the text is none, or belongs elsewhere
 */
export function parseEntryAt(text: string, path: string, where: string): JournalEntry {
  const entry = asEntry(text);
  if (entry && entryPath(entry.type, entry.key) === path) return entry;
  throw new UserError(
    `The journal entry ${where} is damaged: it is not what was written there. It remembers an object that this stack made. ` +
      "Restore it from a backup or an earlier version, or delete it.",
  );
}

function asEntry(text: string): JournalEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { type, key, owner, time, id, mark } = value as Record<string, unknown>;
  const isText = (part: unknown): part is string => typeof part === "string";
  if (!isText(type) || !Array.isArray(key) || !key.every(isText) || !isText(owner)) return undefined;
  const isTextOrAbsent = (part: unknown): part is string | undefined => part === undefined || isText(part);
  if (typeof time !== "number" || !isTextOrAbsent(id) || !isTextOrAbsent(mark)) return undefined;
  return { type, key, owner, time, ...(id !== undefined && { id }), ...(mark !== undefined && { mark }) };
}
