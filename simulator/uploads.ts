/**
 * Files go to pre-signed links (assumed, after the known `ResultsDownloadLink`): the API returns a link, and a PUT to it
 * without Amorphic's headers uploads the file; a GET from another link downloads it. The server behind the links behaves
 * like S3.
 */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { basename } from "node:path";
import type { CallNotes } from "./call-log";
import { touched } from "./changes";
import type { Answer } from "./http";
import type { JsonObject } from "./json";
import { existing, writable } from "./objects";
import type { ApiCall, Platform } from "./platform";
import { fingerprint } from "./redact";
import { refuse } from "./refusal";
import { ruleOf } from "./rules";
import type { StoredFile } from "./store";

/** Not below a stage: a bucket is another host than the API. */
export const UPLOADS = "/_uploads/";

/** Milliseconds in which a link must be used (assumed). */
const LIFETIME = 15 * 60_000;

/** doc manage/shared-resources/libraries */
const LIBRARY_FILES = /\.(py|egg|whl|zip|jar)$/;

interface Link {
  readonly method: "PUT" | "GET";
  readonly collection: string;
  readonly id: string;
  readonly fileName: string;
  readonly userId: string;
  readonly expires: number;
}

/** The open links, each known only to its requester. */
export class UploadLinks {
  readonly #links = new Map<string, Link>();
  /** The bytes of what was uploaded, by SHA-256; they are not saved. */
  readonly bytes = new Map<string, Buffer>();

  constructor(private readonly now: () => number) {}

  /** The unguessable part of a new link. */
  open(link: Omit<Link, "expires">): string {
    // All have the same lifetime, so the expired ones come first.
    for (const [secret, { expires }] of this.#links) {
      if (expires > this.now()) break;
      this.#links.delete(secret);
    }
    const secret = randomBytes(32).toString("base64url");
    this.#links.set(secret, { ...link, expires: this.now() + LIFETIME });
    return secret;
  }

  /** The link, unless it has expired. */
  find(secret: string): Link | undefined {
    const link = this.#links.get(secret);
    return link && link.expires > this.now() ? link : undefined;
  }
}

/** `POST /jobs/{id}/script` and `POST /libraries/{id}/packages` */
export function openUpload(call: ApiCall): JsonObject {
  const { platform, rule, id, body, userId } = call;
  writable(call);
  const { FileName: fileName, ...others } = body;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse("IPV-1001", `Invalid key ${other}, expected FileName.`);
  if (typeof fileName !== "string" || !/^[^/\\\0]+$/.test(fileName)) throw refuse("IPV-1001", "Invalid FileName.");
  if (rule.collection === "libraries" && !LIBRARY_FILES.test(fileName)) {
    throw refuse("IPV-1001", `Invalid FileName - ${fileName}, expected py, egg, whl, zip or jar.`);
  }
  return { UploadLink: linkTo(platform, { method: "PUT", collection: rule.collection, id, fileName, userId }) };
}

/** `GET /jobs/{id}/script` and `GET /libraries/{id}/packages/{FileName}` */
export function openDownload(call: ApiCall): JsonObject {
  const { platform, rule, id, path, userId } = call;
  const { collection } = rule;
  const files = Object.keys(existing(call).files ?? {});
  // A job has one script.
  const fileName = collection === "jobs" ? files[0] : decodeURIComponent(basename(path));
  if (fileName === undefined || !files.includes(fileName)) throw refuse("IPV-1002", "There is no such file.");
  return { DownloadLink: linkTo(platform, { method: "GET", collection, id, fileName, userId }) };
}

function linkTo(platform: Platform, link: Omit<Link, "expires">): string {
  return `${platform.origin()}${UPLOADS}${platform.links.open(link)}/${encodeURIComponent(link.fileName)}`;
}

/** A link as the log may show it: its secret part is a credential. */
export function loggedPath(path: string): string {
  if (!path.startsWith(UPLOADS)) return path;
  const [secret = "", ...rest] = path.slice(UPLOADS.length).split("/");
  return `${UPLOADS}${[fingerprint(secret), ...rest].join("/")}`;
}

/** Stores the bytes sent to a link, or returns those behind it. */
export async function serveLink(
  platform: Platform,
  request: IncomingMessage,
  path: string,
  notes: CallNotes,
): Promise<Answer> {
  const [secret = "", fileName, ...rest] = path.slice(UPLOADS.length).split("/");
  // The signature in the link is the only credential: S3 refuses two, and must not be sent the caller's token.
  if (request.headers.authorization !== undefined || request.headers.role_id !== undefined) {
    return s3Error(400, "InvalidArgument", "Only one auth mechanism allowed.");
  }
  const link = platform.links.find(secret);
  if (!link || request.method !== link.method || rest.length > 0 || fileName !== encodeURIComponent(link.fileName)) {
    return s3Error(403, "AccessDenied", "Request has expired or is not signed.");
  }
  notes.type = ruleOf(link.collection).type;
  notes.id = link.id;
  if (link.method === "GET") return sendFile(platform, link);
  const bytes = await bodyOf(request);
  const file = { sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.length };
  platform.links.bytes.set(file.sha256, bytes);
  notes.body = file;
  if (!keep(platform, link, file)) return s3Error(404, "NoSuchBucket", "The specified bucket does not exist.");
  return { status: 200, headers: { ETag: `"${file.sha256.slice(0, 32)}"` }, body: "" };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function sendFile({ store, links }: Platform, { collection, id, fileName }: Link): Answer {
  const bytes = links.bytes.get(store.get(collection, id)?.files?.[fileName]?.sha256 ?? "");
  if (!bytes) return s3Error(404, "NoSuchKey", "The specified key does not exist.");
  return { status: 200, headers: { "Content-Type": "application/octet-stream" }, body: bytes };
}

function keep(platform: Platform, { collection, id, fileName, userId }: Link, file: StoredFile): boolean {
  const stored = platform.store.get(collection, id);
  if (!stored) return false;
  // A job has one script, a library many packages.
  const isJob = collection === "jobs";
  const location = isJob ? { ScriptLocation: `s3://etl/${id}/${fileName}` } : {}; // key: code; when it is set: assumed
  platform.store.put({
    ...stored,
    properties: { ...stored.properties, ...location, ...touched(platform, userId) },
    files: { ...(isJob ? {} : stored.files), [fileName]: file },
  });
  return true;
}

function s3Error(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { "Content-Type": "application/xml" }, body };
}
