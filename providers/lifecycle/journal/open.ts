import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../errors";
import { fileStore } from "../../store/file-store";
import { s3Place } from "../../store/s3-place";
import { s3Store } from "../../store/s3-store";
import type { Store } from "../../store/store";
import type { Journal, JournalEntry } from "./journal";
import { entryPath, entryText, isEntryPath, parseEntry } from "./entry";

const ALLOWED =
  "file:///absolute/directory, file://./directory relative to the working directory, or " +
  "s3://bucket/prefix?region=…&endpoint=…&s3ForcePathStyle=true";
const RIGHTS =
  "s3:GetObject, s3:PutObject and s3:DeleteObject on the objects, s3:ListBucket on the bucket (without it, a missing " +
  "object looks like a forbidden one), and use of the bucket's KMS key";
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000 };
const called = "The journal entry ";

/**
 * The journal at a URL. Nothing is read or made yet, and no SDK is loaded.
 * @throws UserError if the URL names no place for a journal
 */
export function openJournal(url: string): Journal {
  if (url.startsWith("file://")) {
    const wayOut = "Check the journal's URL, the permissions on that directory and the free disk space.";
    return journalIn(fileStore(directoryOf(url), { called, wayOut }));
  }
  if (url.startsWith("s3://")) {
    const { client, ...place } = s3Place(url);
    const rights = { list: RIGHTS, read: RIGHTS, write: RIGHTS, remove: RIGHTS };
    return journalIn(s3Store({ ...place, client: { requestHandler: TIMEOUTS, ...client } }, { called, rights }));
  }
  throw wrong(url, "");
}

function journalIn(store: Store): Journal {
  const readAt = async (path: string, asked?: Pick<JournalEntry, "type" | "key">) => {
    const stored = await store.read(path);
    return stored && parseEntry(Buffer.from(stored.bytes).toString(), path, store.where(path), asked);
  };
  const write = async (entry: JournalEntry, replaces: "anything" | "nothing") =>
    store.write(entryPath(entry.type, entry.key), Buffer.from(entryText(entry)), replaces);
  return {
    read: async (type, key) => readAt(entryPath(type, key), { type, key }),
    readAt: (path) => readAt(path),
    claim: (entry) => write(entry, "nothing"),
    write: async (entry) => {
      await write(entry, "anything");
    },
    list: async () => (await store.list()).filter(isEntryPath),
    remove: async (type, key) => store.remove(entryPath(type, key)),
  };
}

function directoryOf(url: string): string {
  const path = url.slice("file://".length);
  if (/[?#]/.test(path)) throw wrong(url, ": a directory has no parameters");
  try {
    if (path.startsWith("/")) return fileURLToPath(url);
    if (/^\.{1,2}(\/|$)/.test(path)) return resolve(decodeURIComponent(path));
  } catch {
    // A broken %xx, or a path of another system.
  }
  throw wrong(url, "");
}

const wrong = (url: string, why: string): UserError =>
  new UserError(`"${url}" is not the URL of a journal${why}. Allowed are ${ALLOWED}.`);
