import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../errors";
import type { Journal } from "./journal";
import { fileJournal } from "./file";
import { s3Journal } from "./s3";
import { s3Place } from "./s3-place";

export interface JournalOptions {
  /** Where relative directories begin; the working directory unless told. */
  readonly cwd?: string;
}

const ALLOWED =
  "file:///absolute/directory, file://./directory relative to the working directory, or " +
  "s3://bucket/prefix?region=…&endpoint=…&s3ForcePathStyle=true";

/**
 * The journal at a URL. Nothing is read or made yet, and no SDK is loaded.
 * @throws UserError if the URL names no place for a journal
 */
export function openJournal(url: string, { cwd = process.cwd() }: JournalOptions = {}): Journal {
  if (url.startsWith("file://")) return fileJournal(directoryOf(url, cwd));
  if (url.startsWith("s3://")) return s3Journal(s3Place(url));
  throw wrong(url, "");
}

function directoryOf(url: string, cwd: string): string {
  const path = url.slice("file://".length);
  if (/[?#]/.test(path)) throw wrong(url, ": a directory has no parameters");
  try {
    if (path.startsWith("/")) return fileURLToPath(url);
    if (/^\.{1,2}(\/|$)/.test(path)) return resolve(cwd, decodeURIComponent(path));
  } catch {
    // A broken %xx, or a path of another system.
  }
  throw wrong(url, "");
}

const wrong = (url: string, why: string): UserError =>
  new UserError(`"${url}" is not the URL of a journal${why}. Allowed are ${ALLOWED}.`);
