import { ApiError } from "./api";
import { isPrivate, shown } from "./address";
import { refused } from "./failure";
import type { Say } from "./text";
import type { Answer, Call } from "./transport";

/** Uploads take as long as their bytes do; slower than this is as good as broken. */
const SLOWEST_BYTES_PER_MS = 100;

/** Time for the largest file that is taken. */
const LARGEST_DOWNLOAD_MS = 10 * 60_000;

/** A put to a pre-signed link, which is a credential of its own: Amorphic's headers do not go there. */
export function uploadCall(link: string, bytes: Buffer, subject: string, timeoutMs: number, say: Say): Call {
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

/** A get from a pre-signed link. */
export function downloadCall(link: string, subject: string, timeoutMs: number, say: Say): Call {
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

function linkUrl(link: string, what: "upload" | "download", subject: string, say: Say): URL {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url && isPrivate(url)) return url;
  const where = url ? `to ${say(shown(url))} is not https://` : "that Amorphic gave is no URL";
  throw new ApiError("refused", `${say(subject)}: the ${what} link ${where}, so nothing was sent.`);
}

/** @throws ApiError unless the store took the bytes, or gave them */
export function checkStored(call: Call, answer: Answer, say: Say): void {
  const { status, attempts } = answer;
  if (status >= 200 && status < 300) return;
  const kind = status >= 500 ? "uncertain" : "refused";
  throw refused(call, { kind, status, said: storeSaid(answer.text), upload: true }, attempts, say);
}

/** S3 explains itself at length, with the signature and the key's id in it. */
function storeSaid(xml: string): string {
  const part = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]{1,300})</${tag}>`).exec(xml)?.[1];
  return [part("Code"), part("Message")].filter((text) => text !== undefined).join(" - ") || "no reason given";
}
