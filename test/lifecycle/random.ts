import { randomFrom } from "../../simulator/echo";
import type { Field } from "../../providers/catalog/type";

/** Seeds from FUZZ_SEEDS=7,8, to repeat a failure; otherwise this many new ones. */
export function fuzzSeeds(count: number): number[] {
  const given = process.env["FUZZ_SEEDS"];
  return given ? given.split(",").map(Number) : Array.from({ length: count }, () => Math.floor(Math.random() * 1e9));
}

const WORDS = ["", "a", "A", "b", "Ä", "0", "1", "1.0", "true", "*****", "\u0000", "💥", "null"];
const KEYS = ["a", "b", "logicalId", "id", "constructor", "__proto__", "toString", "length", ""];
const NUMBERS = [0, 1, -1, 0.0625, 1e21];

/** Random JSON and what the platform makes of it. */
export class Random {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** @param secrets whether references to secrets are among the values */
  json(depth: number, secrets: boolean): unknown {
    if (secrets && this.chance(0.2)) return this.secret();
    const kind = this.below(depth > 0 ? 6 : 4);
    if (kind === 0) return this.one([null, true, false]);
    if (kind === 1) return this.one(NUMBERS);
    if (kind < 4) return this.one(WORDS);
    const size = this.below(4);
    if (kind === 4) return Array.from({ length: size }, () => this.json(depth - 1, secrets));
    return Object.fromEntries(Array.from({ length: size }, () => [this.one(KEYS), this.json(depth - 1, secrets)]));
  }

  secret(): unknown {
    return { "!Environ": this.one(["A", "B"]), fingerprint: this.one(["f1", "f2"]) };
  }

  /** A random field for a value of this shape. */
  field(value: unknown): Partial<Field> {
    const because = "assumed: random";
    const inner = (part: unknown) => ({ type: "string" as const, description: "", because, ...this.field(part) });
    if (Array.isArray(value)) {
      const [first] = value as unknown[];
      return {
        ...(this.chance(0.5) && { unordered: true as const }),
        ...(this.chance(0.5) && { items: inner(first) }),
      };
    }
    if (typeof value === "object" && value !== null) {
      const known = Object.entries(value).filter(() => this.chance(0.5));
      return { fields: Object.fromEntries(known.map(([key, part]) => [key, inner(part)])) };
    }
    return this.chance(0.5) ? { caseInsensitive: true } : {};
  }

  /** An equivalent of the value, as the platform may show it: see docs/api.md, Fields. */
  echo(value: unknown, field: Partial<Field> = {}): unknown {
    if (isReference(value)) return this.one(["*****", null, "typed by hand", ""]);
    if (Array.isArray(value)) {
      if (value.length === 0 && this.chance(0.5)) return null;
      const items = value.map((part: unknown) => this.echo(part, field.items));
      return field.unordered ? this.#shuffled(items) : items;
    }
    if (typeof value === "object" && value !== null) {
      const shown = Object.entries(value).map(([key, part]) => [key, this.echo(part, fieldIn(field, key))] as const);
      return Object.fromEntries([...(this.chance(0.5) ? [["filledIn", this.json(1, false)] as const] : []), ...shown]);
    }
    if (value === "" || value === null) return this.one(["", null]);
    if (typeof value === "number" && this.chance(0.3)) return String(value);
    if (typeof value === "string" && field.caseInsensitive)
      return this.one([value, value.toUpperCase(), value.toLowerCase()]);
    return value;
  }

  #shuffled(values: unknown[]): unknown[] {
    const rest = [...values];
    return values.map(() => rest.splice(this.below(rest.length), 1)[0]);
  }
}

export const isReference = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "!Environ");

const fieldIn = (field: Partial<Field>, key: string): Partial<Field> | undefined =>
  field.fields && Object.hasOwn(field.fields, key) ? field.fields[key] : undefined;
