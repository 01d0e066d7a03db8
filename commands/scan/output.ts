/** A scanner's output is not in its documented form, so it proves nothing. */
export class UnreadableOutput extends Error {
  override readonly name = "UnreadableOutput";
}

export type Json = Readonly<Record<string, unknown>>;

/** @throws UnreadableOutput */
export function parseObject(text: string): Json {
  return object(parse(text), "the output");
}

/** @throws UnreadableOutput */
export function parseList(text: string): Json[] {
  return list(parse(text), "the output");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UnreadableOutput(text.trim() === "" ? "it wrote no result" : "its result is not valid JSON");
  }
}

export function object(value: unknown, what: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UnreadableOutput(`its result has an unknown format: ${what} is not an object`);
  }
  return value as Json;
}

export function list(value: unknown, what: string): Json[] {
  if (!Array.isArray(value)) {
    throw new UnreadableOutput(`its result has an unknown format: ${what} is not a list`);
  }
  return value.map((element, index) => object(element, `${what}[${index}]`));
}

export function texts(value: unknown, what: string): string[] {
  if (!Array.isArray(value)) {
    throw new UnreadableOutput(`its result has an unknown format: ${what} is not a list`);
  }
  return value.map((element, index) => text(element, `${what}[${index}]`));
}

export function text(value: unknown, what: string): string {
  if (typeof value !== "string")
    throw new UnreadableOutput(`its result has an unknown format: ${what} is not a string`);
  return value;
}

/** A line or a column, at least 1, as some scanners report 0 for the whole file. */
export function place(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new UnreadableOutput(`its result has an unknown format: ${what} is not a number`);
  }
  return Math.max(1, Math.floor(value));
}
