import { PULUMI_SIGNATURE, UNKNOWN, UNKNOWN_MARKS } from "../pulumi-marks";
import { quote } from "../visible";

/** Keys that Pulumi's SDK drops, as they set a prototype, or takes for the mark of its own special values. */
const LOST_KEYS = ["__proto__", PULUMI_SIGNATURE];

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
  if (text.length === UNKNOWN.length && UNKNOWN_MARKS.has(text))
    return `Pulumi uses ${quote(text)} to mark unknown values and cannot pass it on; change it`;
  return undefined;
}
