/** What is planted where a secret can stand, and the forms in which it might come out again. */

/** So many texts that no secret is used twice in one sample. */
const COUNT = 60;

/** Every character here has another form in JSON, in URLs or in UTF-8. */
const planted = (generation: string, i: number): string => `${generation}-${String(i)}-"\\/+= %&ß\n${generation}`;

const environment = (generation: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`PLANTED_${String(i)}`, planted(generation, i)]));

export const PLANTED = environment("Kx4Wv7Qz");
export const ROTATED = environment("Jy9Tn3Hd");

/** The text with a reference to a secret in the place of each text in it that `isFree`. */
export function plant(value: unknown, isFree: (path: string) => boolean): unknown {
  let count = 0;
  const go = (part: unknown, path: string): unknown => {
    if (typeof part === "string") return isFree(path) ? { "!Environ": `PLANTED_${String(count++)}` } : part;
    if (Array.isArray(part)) return part.map((element) => go(element, path));
    if (typeof part !== "object" || part === null || "!Environ" in part) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, go(inner, path === "" ? key : `${path}.${key}`)]),
    );
  };
  const result = go(value, "");
  if (count > COUNT) throw new Error(`${String(count)} secrets are planted, but there are only ${String(COUNT)}`);
  return result;
}

/** The value with each reference to a secret replaced by the secret. */
export function opened(value: unknown, secrets: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((element) => opened(element, secrets));
  if (typeof value !== "object" || value === null) return value;
  const name = (value as { "!Environ"?: unknown })["!Environ"];
  if (typeof name === "string") return secrets[name];
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, opened(part, secrets)]));
}

/** The names of the secrets that stand anywhere in the text, in any of their forms. */
export function leaked(text: Buffer, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** As it is, escaped once and twice for JSON, URL-encoded, and in the middle of something encoded in base64. */
export function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const texts = [secret, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(secret)];
  // What comes before it shifts the letters of base64 by nought, one or two bytes; the ends depend on the neighbours.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from("\0".repeat(shift) + secret)
      .toString("base64")
      .replace(/=+$/, "")
      .slice(shift === 0 ? 0 : 4, -2),
  );
  return [...new Set([...texts, ...base64, ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))])];
}
