import { UserError } from "../errors";

/** Whether a host name refers to this machine, where neither TLS nor a proxy makes sense. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(\.\d{1,3}){3}$/.test(hostname);

/** Whether what is sent to this URL is encrypted, or stays on this machine. */
export const isPrivate = (url: URL): boolean =>
  url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));

/** A URL as errors may show it: without its query, which authorises pre-signed links, and without credentials. */
export const shown = (url: URL): string => url.origin + url.pathname;

/** Like `shown`, for text that may not be a valid URL: with a slash in its credentials, it cannot be parsed. */
export const shownText = (text: string): string =>
  text.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, "$1").replace(/[?#].*/s, "");

/**
 * The API's base URL without a trailing slash.
 * @throws UserError if the text is not a usable URL, or if the token would be sent unencrypted
 */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && isPrivate(url) && !url.search && !url.hash && !url.username && !url.password) {
    return shown(url).replace(/\/+$/, "");
  }
  // Show only URLs: other text may be anything from the clipboard.
  const said = /^https?:\/\//i.test(text) ? ` "${shownText(text)}"` : "";
  throw new UserError(
    `The base URL of the API${said} is not valid: it must be https:// (http:// only for this machine), without query ` +
      "or credentials, such as https://<api id>.execute-api.<region>.amazonaws.com/<stage>. " +
      "Amorphic shows it in Profile & Settings > About ADP.",
  );
}

/**
 * The URL of a call. A path with an empty part (such as a missing id) or a dot part would address something unintended, so
 * it is refused.
 */
export function callUrl(base: string, path: string, query: Readonly<Record<string, string | number>> = {}): string {
  const [first, ...parts] = path.replace(/\?.*/s, "").split("/");
  const sound = first === "" && parts.length > 0 && parts.every((part) => part !== "" && !DOTS.test(part));
  if (!sound || /[#\s\\]/.test(path)) {
    throw new UserError(
      `"${path}" is not a path of the API: it must begin with / and must not contain empty, . or .. segments. ` +
        "If amorphic.catalog.json sets it, correct it there.",
    );
  }
  const pairs = Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]);
  const search = new URLSearchParams(pairs).toString();
  return base + path + (search && (path.includes("?") ? "&" : "?") + search);
}

const DOTS = /^(\.|%2e){1,2}$/i;
