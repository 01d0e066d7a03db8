/** Secrets planted wherever one is possible, and the forms in which they might leak. */

/** Part of every secret in the tests, and of nothing else. */
const MARKS = ["Kx4Wv7QzRb2", "Jy9Tn3HdMf6", "Wc5Gp8LsVn1", "Sm5Lp2XcTd9"] as const;
const [FIRST, SECOND, THIRD, ELSEWHERE] = MARKS;

/** Enough that no secret is used twice in one sample. */
const COUNT = 60;

/** A secret with characters that JSON, URLs and UTF-8 encode differently. */
const secret = (mark: string, name: string): string => `${mark}-${name}-"\\/+= %&ß\n`;

const planted = (mark: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`PLANTED_${String(i)}`, secret(mark, String(i))]));

export const PLANTED = planted(FIRST);
/** The same variables after a rotation. */
export const ROTATED = planted(SECOND);
/** Typed into the console by somebody, so unknown to the process. */
export const TYPED = planted(THIRD);

/** Secrets under the given names. */
export const secretsNamed = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, secret(ELSEWHERE, name)]));

/**
 * Replaces each text in the value whose path `isFree` by a reference to a secret; in a list only every other text, since
 * secrets and plain texts side by side are the hardest to tell apart.
 */
export function plant(value: unknown, isFree: (path: string) => boolean): unknown {
  let count = 0;
  const go = (part: unknown, path: string): unknown => {
    if (typeof part === "string") return isFree(path) ? { "!Environ": `PLANTED_${String(count++)}` } : part;
    if (Array.isArray(part)) {
      return part.map((element, i) => (typeof element === "string" && i % 2 === 1 ? element : go(element, path)));
    }
    if (typeof part !== "object" || part === null || "!Environ" in part) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, go(inner, path === "" ? key : `${path}.${key}`)]),
    );
  };
  const result = go(value, "");
  if (count > COUNT) throw new Error(`${String(count)} secrets are planted, but there are only ${String(COUNT)}`);
  return result;
}

/** The names of the variables whose secrets the value uses. */
export function namesIn(value: unknown): string[] {
  const names: string[] = [];
  opened(value, new Proxy<Record<string, string>>({}, { get: (_, name) => names.push(String(name)) }));
  return names;
}

/** The value with each reference to a secret replaced by the secret. */
export function opened(value: unknown, secrets: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((element) => opened(element, secrets));
  if (typeof value !== "object" || value === null) return value;
  const name = (value as { "!Environ"?: unknown })["!Environ"];
  if (typeof name === "string") return secrets[name];
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, opened(part, secrets)]));
}

/** Every secret of the tests, or of `more`, that the texts contain, each with its surroundings. */
export function leaks(texts: readonly Buffer[], more: readonly string[] = []): string[] {
  const forms = [...MARKS, ...more].flatMap(formsOf);
  return texts.flatMap((text) =>
    forms
      .map((form) => text.indexOf(form))
      .filter((at) => at >= 0)
      .map((at) => text.subarray(Math.max(0, at - 40), at + 40).toString()),
  );
}

/** The mark as it is, which escaping for JSON and URLs does not change, and as part of a base64 text. */
function formsOf(mark: string): string[] {
  // Preceding text shifts the base64 by 0, 1 or 2 bytes; its first and last characters depend on the neighbours.
  const inside = [0, 1, 2].map((shift) =>
    Buffer.from("\0".repeat(shift) + mark)
      .toString("base64")
      .replace(/=+$/, "")
      .slice(shift === 0 ? 0 : 4, -2),
  );
  return [mark, ...inside];
}
