import type { ResourceType } from "../catalog/type";
import { own } from "../own";

type Values = Readonly<Record<string, unknown>>;

/**
 * Lists and objects, such as the columns of a dataset, as JSON text: so they pass between program, engine and provider, and
 * so state holds them. The engine copies a value with all its parts for each step, each display and each message; of a
 * text it copies a pointer. Its displays tell what differs inside of such a text as they do of other values.
 *
 * What holds an output stays as it is: the engine must find the dependencies, the unknowns and the secrets in it.
 */
export const packed = (type: ResourceType, values: Values): Record<string, unknown> =>
  mapPackable(type, values, (value) => (isStructure(value) && isPlain(value) ? JSON.stringify(value) : value));

/** The values themselves, whether or not they were packed. */
export const unpacked = (type: ResourceType, values: Values): Record<string, unknown> =>
  mapPackable(type, values, unpackedValue);

/** An answer in the form of the question: packed is what was packed in it. */
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

/** Whether the catalog has the property as a list or an object and nothing else, so that no text of an author is taken for one. */
export function mayBePacked(type: ResourceType, key: string): boolean {
  const expected = own(type.fields, key)?.type;
  return expected !== undefined && [expected].flat().every((one) => one === "array" || one === "object");
}

/** The values with each of a property that `mayBePacked` replaced. */
export const mapPackable = (type: ResourceType, values: Values, map: (value: unknown, key: string) => unknown) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, mayBePacked(type, key) ? map(value, key) : value]),
  );

const isStructure = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Nothing but JSON: no output, no promise, no asset. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (!isStructure(value)) return typeof value !== "function";
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}
