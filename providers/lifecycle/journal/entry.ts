import { createHash } from "node:crypto";
import { UserError } from "../../errors";
import type { JournalEntry } from "./journal";

/** Where an entry is kept below the journal's root. The key is hashed as it may hold any character. */
export function entryPath(type: string, key: readonly string[]): string {
  if (!TYPE.test(type)) throw new Error(`Journal: ${JSON.stringify(type)} cannot be part of a path.`);
  return `${type}/${createHash("sha256").update(JSON.stringify(key)).digest("hex")}.json`;
}

/** What a type's name is made of: it becomes a directory. */
const TYPE = /^\w+$/;

/** Whether something below the journal's root is an entry. */
export const isEntryPath = (path: string): boolean => /^\w+\/[0-9a-f]{64}\.json$/.test(path);

/** For people to read as well; a natural key is no secret. */
export const entryText = ({ type, key, owner, time, id, mark }: JournalEntry): string =>
  JSON.stringify({ type, key, owner, time, id, mark }, undefined, 2) + "\n";

/**
 * @param path where the text was read, as `entryPath` gives it
 * @param where the file or object, as the error names it
 * @param asked what was looked up; undefined if only the path is known
 * @throws UserError if the text is not an entry, or not the one of this path: ignoring that could create an object twice
 */
export function parseEntry(
  text: string,
  path: string,
  where: string,
  asked?: Pick<JournalEntry, "type" | "key">,
): JournalEntry {
  const entry = asEntry(text);
  if (entry && entryPath(entry.type, entry.key) === path) return entry;
  const [remembers, wayOut] = asked
    ? [
        `whether this stack created ${asked.type} ${JSON.stringify(asked.key.join(" / "))}`,
        "; or delete it, and if the object exists in Amorphic and is yours, add it to amorphic:import",
      ]
    : ["an object that this stack created", ", or delete it"];
  throw new UserError(
    `The journal entry ${where} is damaged: it ${entry ? "belongs to another object" : "is not what was written there"}. ` +
      `It records ${remembers}. Restore it from a backup or an earlier version${wayOut}.`,
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
  if (!isText(type) || !TYPE.test(type) || !isText(owner)) return undefined;
  if (!Array.isArray(key) || !key.every(isText)) return undefined;
  const isTextOrAbsent = (part: unknown): part is string | undefined => part === undefined || isText(part);
  if (typeof time !== "number" || !isTextOrAbsent(id) || !isTextOrAbsent(mark)) return undefined;
  return { type, key, owner, time, ...(id !== undefined && { id }), ...(mark !== undefined && { mark }) };
}
