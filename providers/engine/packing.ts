import type { ResourceType } from "../catalog/type";
import { own } from "../own";

type Values = Readonly<Record<string, unknown>>;

/**
 * Packs lists and objects, such as the columns of a dataset, as JSON text, in which form they pass between program, engine
 * and provider and are kept in state. For each step, display and message, the engine copies every part of a value, but only
 * a pointer to a text. Its displays show differences inside such a text as they do for other values.
 *
 * A value that contains an output is not packed, as the engine must find dependencies, unknowns and secrets in it.
 */
export const packed = (type: ResourceType, values: Values): Record<string, unknown> =>
  mapPackable(type, values, (value) => (isStructure(value) && isPlain(value) ? JSON.stringify(value) : value));

/** The values themselves, whether or not they were packed. */
export const unpacked = (type: ResourceType, values: Values): Record<string, unknown> =>
  mapPackable(type, values, unpackedValue);

/** Packs those properties of an answer that were packed in the question. */
export const packedLike = (type: ResourceType, question: Values, answer: Values): Record<string, unknown> =>
  mapPackable(type, answer, (value, key) =>
    typeof question[key] === "string" && isStructure(value) ? JSON.stringify(value) : value,
  );

/** A value of a property that `mayBePacked`. */
export function unpackedValue(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Whether the property is only ever a list or an object, so that no author's text can be mistaken for a packed value. */
export function mayBePacked(type: ResourceType, key: string): boolean {
  const expected = own(type.fields, key)?.type;
  return expected !== undefined && [expected].flat().every((one) => one === "array" || one === "object");
}

/** Maps the values of properties that `mayBePacked`; the others stay. */
export const mapPackable = (type: ResourceType, values: Values, map: (value: unknown, key: string) => unknown) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, mayBePacked(type, key) ? map(value, key) : value]),
  );

const isStructure = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether a value is pure JSON: no output, promise or asset. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (!isStructure(value)) return typeof value !== "function";
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}
