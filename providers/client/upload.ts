import { ApiError } from "./api";
import { isPrivate, shown } from "./address";
import { refused } from "./failure";
import type { Sanitize } from "./text";
import type { Answer, Call } from "./transport";

/** The timeout of an upload grows with its size; anything slower than this counts as broken. */
const SLOWEST_BYTES_PER_MS = 100;

/** Enough time for the largest file accepted. */
const LARGEST_DOWNLOAD_MS = 10 * 60_000;

/** A PUT to a pre-signed link. The link itself is the credential, so Amorphic's headers are not sent. */
export function uploadCall(link: string, bytes: Buffer, subject: string, timeoutMs: number, say: Sanitize): Call {
  const url = linkUrl(link, "upload", subject, say);
  return {
    method: "PUT",
    url,
    headers: { "Content-Type": "application/octet-stream" },
    body: bytes,
    timeoutMs: timeoutMs + Math.ceil(bytes.length / SLOWEST_BYTES_PER_MS),
    repeatable: true,
    toStore: true,
    subject,
    path: shown(url),
  };
}

/** A GET from a pre-signed link. */
export function downloadCall(link: string, subject: string, timeoutMs: number, say: Sanitize): Call {
  const url = linkUrl(link, "download", subject, say);
  return {
    method: "GET",
    url,
    headers: {},
    timeoutMs: timeoutMs + LARGEST_DOWNLOAD_MS,
    repeatable: true,
    isFile: true,
    toStore: true,
    subject,
    path: shown(url),
  };
}

function linkUrl(link: string, what: "upload" | "download", subject: string, say: Sanitize): URL {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url && isPrivate(url)) return url;
  const where = url ? `to ${say(shown(url))} is not https://` : "that Amorphic returned is not a URL";
  throw new ApiError("refused", `${say(subject)}: the ${what} link ${where}, so nothing was sent.`);
}

/** @throws ApiError unless the store accepted or returned the bytes */
export function checkStored(call: Call, answer: Answer, say: Sanitize): void {
  const { status, attempts } = answer;
  if (status >= 200 && status < 300) return;
  const kind = status >= 500 ? "uncertain" : "refused";
  throw refused(call, { kind, status, said: storeSaid(answer.text), upload: true }, attempts, say);
}

/** S3's code and message only: its full explanation contains the signature and the id of the key. */
function storeSaid(xml: string): string {
  const part = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]{1,300})</${tag}>`).exec(xml)?.[1];
  return [part("Code"), part("Message")].filter((text) => text !== undefined).join(" - ") || "no reason given";
}
