/** What is planted where a secret can stand, and the forms in which it might come out again. */

/** In every secret of the tests, and nowhere else. */
const MARKS = ["Kx4Wv7QzRb2", "Jy9Tn3HdMf6", "Wc5Gp8LsVn1", "Sm5Lp2XcTd9"] as const;
const [FIRST, SECOND, THIRD, ELSEWHERE] = MARKS;

/** So many that no secret is used twice in one sample. */
const COUNT = 60;

/** A secret with characters that have another form in JSON, in URLs and in UTF-8. */
const secret = (mark: string, name: string): string => `${mark}-${name}-"\\/+= %&ß\n`;

const planted = (mark: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`PLANTED_${String(i)}`, secret(mark, String(i))]));

export const PLANTED = planted(FIRST);
/** The same variables another day. */
export const ROTATED = planted(SECOND);
/** What somebody typed into the console, of which the process knows nothing. */
export const TYPED = planted(THIRD);

/** Secrets under names of one's own. */
export const secretsNamed = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, secret(ELSEWHERE, name)]));

/**
 * The value with a reference to a secret in the place of each text in it whose path `isFree`; of the texts of a list only
 * of every other one, as secrets and plain texts side by side are the hardest to tell apart.
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

/** The names of the variables from which the value takes secrets. */
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

/** What the texts hold of any secret of the tests, or of more of them, each with its surroundings. */
export function leaks(texts: readonly Buffer[], more: readonly string[] = []): string[] {
  const forms = [...MARKS, ...more].flatMap(formsOf);
  return texts.flatMap((text) =>
    forms
      .map((form) => text.indexOf(form))
      .filter((at) => at >= 0)
      .map((at) => text.subarray(Math.max(0, at - 40), at + 40).toString()),
  );
}

/** As it is, which escaping for JSON and URLs leaves it, and inside of something encoded in base64. */
function formsOf(mark: string): string[] {
  // What comes before shifts the letters of base64 by nought, one or two bytes; those at the ends depend on the neighbours.
  const inside = [0, 1, 2].map((shift) =>
    Buffer.from("\0".repeat(shift) + mark)
      .toString("base64")
      .replace(/=+$/, "")
      .slice(shift === 0 ? 0 : 4, -2),
  );
  return [mark, ...inside];
}
