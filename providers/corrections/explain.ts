import type { ErrorObject } from "ajv";
import { didYouMean } from "../nearest";
import { quote } from "../visible";

/** A problem at a path below the file's root object. */
export interface Fault {
  readonly path: readonly string[];
  /** The problem is with the last key of the path itself, not with its value. */
  readonly ofKey?: true;
  readonly code: string;
  readonly message: string;
}

/** An ajv error in terms of the corrections file; undefined if another error says the same better. */
export function explain(error: ErrorObject): Fault | undefined {
  const { keyword, data, parentSchema = {}, schemaPath } = error;
  // Each branch of an anyOf fails for its own reason; only the anyOf itself is reported.
  if (schemaPath.includes("/anyOf/")) return undefined;
  const params = error.params as Values;
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (keyword === "additionalProperties") {
    const known = Object.keys((parentSchema["properties"] ?? {}) as object);
    const key = String(params["additionalProperty"]);
    return { path: [...path, key], ofKey: true, code: "UNKNOWN_KEY", message: unknownKey(key, parentSchema, known) };
  }
  if (keyword === "required") {
    const message = `${quote(String(params["missingProperty"]))} is missing; add it`;
    const known = parentSchema["examples"] as string[] | undefined;
    if (!known) return { path, code: "MISSING_KEY", message };
    const among = notAmong(path.at(-1) ?? "", parentSchema, known);
    return { path, ofKey: true, code: "UNKNOWN_KEY", message: `${among}; a new property needs a "type"` };
  }
  const must = MUST[keyword]?.(params, parentSchema) ?? error.message ?? keyword;
  return { path, code: "WRONG_VALUE", message: `${quote(path.at(-1) ?? "")} is ${shown(data)}, but ${must}` };
}

type Values = Readonly<Record<string, unknown>>;

const list = (values: unknown, conjunction: string): string =>
  [values]
    .flat()
    .map((value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)))
    .join(conjunction);

/** By JSON Schema keyword. */
const MUST: Readonly<Record<string, (params: Values, schema: Values) => string>> = {
  type: ({ type }) => `must be of type ${list(type, " or ")}`,
  enum: ({ allowedValues }) => `must be one of ${list(allowedValues, ", ")}`,
  const: (_, { description }) => `must ${String(description)}`,
  pattern: () => "must begin with / and be below the base URL of the API",
  anyOf: () => "must be one of the forms that the schema allows",
  minItems: () => "must not be empty",
  minLength: () => "must not be empty",
  uniqueItems: () => "contains a value twice",
};

export function unknownKey(key: string, schema: Values, known: readonly string[]): string {
  return `${notAmong(key, schema, known)}; use one of ${known.filter((name) => name !== "$schema").join(", ")}`;
}

const notAmong = (key: string, schema: Values, known: readonly string[]): string =>
  `${quote(key)} is not among the ${String(schema["title"])}${didYouMean(key, known)}`;

/** Short: leaves out the contents of lists and objects. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? quote(value) : String(value);
}
