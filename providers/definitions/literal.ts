import { pathText } from "../catalog/check";
import { calledBy, fieldAt, isSecretAt } from "../catalog/fields";
import type { ResourceType } from "../catalog/type";
import { hasPasswordInUrl, mayBeSecret, namesSecret } from "../credentials";
import { quote } from "../visible";
import type { VisitText } from "./functions";
import type { JsonNode, Path } from "./json-node";
import type { Position } from "./model";
import { memoized } from "./memoized";

type Warn = (at: Position, code: string, message: string) => void;

/**
 * Warns about texts that look like credentials, except for credentials known to the catalog, which are errors already.
 */
export function credentialWarner(properties: JsonNode, type: ResourceType | undefined, warn: Warn): VisitText {
  return (text, key, above, part) => {
    const path = [...above, part];
    const what = credentialIn(text, calledBy(type && fieldAt(type, path), properties.value, key));
    if (what === undefined) return;
    if (isKnown(type, properties.value, path)) return;
    warn(properties.at(path).position, "LOOKS_LIKE_SECRET", `${quote(pathText(path))} ${what}`);
  };
}

const WAYS =
  'write {"!Environ": "NAME"} or {"!Secret": "name-or-ARN#key"} instead, and rotate the secret, as it stays in the history';
const READABLE = "a literal value is readable in the repository and in the state";

/** The problem with a text under this key, if any. */
function credentialIn(text: string, key: string): string | undefined {
  if (sounds(key) && mayBeSecret(text)) return `looks like a secret, and ${READABLE}; if it is one, ${WAYS}`;
  return hasPasswordInUrl(text) ? `contains a password in a URL, and ${READABLE}; ${WAYS}` : undefined;
}

const sounds = memoized(namesSecret);

/** Whether the value, or a value that contains it, is refused as a secret. */
const isKnown = (type: ResourceType | undefined, properties: unknown, path: Path): boolean =>
  path.some((_, index) => isSecretAt(type, properties, path.slice(0, index + 1)));
