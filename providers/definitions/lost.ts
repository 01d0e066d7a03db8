import { quote } from "../visible";

/** Keys that Pulumi's SDK drops, as they set a prototype, or takes for the mark of its own special values. */
const LOST_KEYS = ["__proto__", "4dabf18193072939515e22adb298388d"];

/** Texts by which Pulumi's engine marks a value as not yet known, one for each kind of value. */
const UNKNOWN_MARKS: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

const MARK_LENGTH = 36;

const HALF_A_CHARACTER = "half of a surrogate pair, which is no character and would be lost; write both halves";

/** Of ES2024, which users' tsconfig.json need not name. No regular expression is as fast: it knows most texts to be Latin-1. */
const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed();

/** Why a key would not reach the platform as written, if so. */
export function lostKey(key: string): string | undefined {
  if (!isWellFormed(key)) return `the key ${quote(key)} contains ${HALF_A_CHARACTER}`;
  if (LOST_KEYS.includes(key)) return `Pulumi cannot pass on the key ${quote(key)}; rename or remove it`;
  return undefined;
}

/** Why a text would not reach the platform as written, if so. */
export function lostText(text: string): string | undefined {
  if (!isWellFormed(text)) return `the text contains ${HALF_A_CHARACTER}`;
  // Without the length, every text of the project would be hashed.
  if (text.length === MARK_LENGTH && UNKNOWN_MARKS.has(text))
    return `Pulumi uses ${quote(text)} to mark unknown values and cannot pass it on; change it`;
  return undefined;
}
