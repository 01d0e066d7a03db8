import type { Position } from "./model";
import { isObject } from "../is-object";

/** Keys and indexes, relative to the root of a file or to a value. */
export type Path = readonly (string | number)[];

/** The start of the value at a path, or of its key. */
export type Locate = (path: Path, ofKey?: boolean) => Position;

/** A value in a file, with its path. */
export class JsonNode {
  readonly value: unknown;
  /** The key of the value; empty for elements and the root. */
  readonly key: string;
  readonly #path: Path;
  readonly #locate: Locate;

  constructor(locate: Locate, value: unknown, path: Path = [], key = "") {
    this.value = value;
    this.key = key;
    this.#path = path;
    this.#locate = locate;
  }

  get position(): Position {
    return this.#locate(this.#path);
  }

  get keyPosition(): Position {
    return this.#locate(this.#path, true);
  }

  get isObject(): boolean {
    return isObject(this.value);
  }

  /** Undefined if this is not an object. */
  members(): JsonNode[] | undefined {
    return isObject(this.value) ? Object.entries(this.value).map(([key, value]) => this.#child(key, value)) : undefined;
  }

  /** Undefined if this is not a list. */
  elements(): JsonNode[] | undefined {
    return Array.isArray(this.value) ? this.value.map((value, index) => this.#child(index, value)) : undefined;
  }

  /** A member or an element; undefined if there is none. */
  get(part: string | number): JsonNode | undefined {
    const value = valueAt(this.value, part);
    return value === undefined ? undefined : this.#child(part, value);
  }

  /** The node at a path below this one, or its nearest existing ancestor. */
  at(path: Path): JsonNode {
    let { value, key } = this;
    const way: (string | number)[] = [...this.#path];
    for (const part of path) {
      const next = valueAt(value, part);
      if (next === undefined) break;
      way.push(part);
      [value, key] = [next, keyOf(part)];
    }
    return new JsonNode(this.#locate, value, way, key);
  }

  #child(part: string | number, value: unknown): JsonNode {
    return new JsonNode(this.#locate, value, [...this.#path, part], keyOf(part));
  }
}

/** Undefined if there is no value there; JSON itself has no `undefined`. */
function valueAt(value: unknown, part: string | number): unknown {
  if (Array.isArray(value)) return value[Number(part)];
  return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function keyOf(part: string | number): string {
  return typeof part === "string" ? part : "";
}
