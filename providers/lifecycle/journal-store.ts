import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../errors";
import type { Journal } from "./journal";
import { fileJournal } from "./journal-file";
import { s3Journal, type S3Place } from "./journal-s3";

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
  if (url.startsWith("s3://")) return s3Journal(placeOf(url));
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

/** The parameters are those of Pulumi's S3 backend, so that a backend's URL can be lengthened into a journal's. */
function placeOf(url: string): S3Place {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed?.hostname || parsed.username || parsed.port || parsed.hash) throw wrong(url, ": it names no bucket");
  const given = new Map(parsed.searchParams);
  const take = (name: string): string | undefined => {
    const value = given.get(name);
    given.delete(name);
    return value === "" ? undefined : value;
  };
  const [region, endpoint, profile] = [take("region"), take("endpoint"), take("profile")];
  const forcePathStyle = flag(url, "s3ForcePathStyle", take("s3ForcePathStyle"));
  const plain = flag(url, "disableSSL", take("disableSSL"));
  take("awssdk"); // Chose the version of Pulumi's SDK; means nothing here.
  const [unknown] = given.keys();
  if (unknown !== undefined) throw wrong(url, `: "${unknown}" is not known here`);
  return {
    bucket: parsed.hostname,
    prefix: decodeURIComponent(parsed.pathname).replace(/^\/+|\/+$/g, ""),
    client: {
      ...(region !== undefined && { region }),
      ...(profile !== undefined && { profile }),
      // Other makers' stores do not all know the newer checksums.
      ...(endpoint !== undefined && {
        endpoint: withScheme(endpoint, plain),
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
      forcePathStyle,
    },
  };
}

const withScheme = (endpoint: string, plain: boolean): string =>
  /^https?:\/\//.test(endpoint) ? endpoint : `${plain ? "http" : "https"}://${endpoint}`;

function flag(url: string, name: string, value = "false"): boolean {
  if (value !== "true" && value !== "false") throw wrong(url, `: ${name} is true or false`);
  return value === "true";
}

const wrong = (url: string, why: string): UserError =>
  new UserError(`"${url}" is not the URL of a journal${why}. Allowed are ${ALLOWED}.`);
