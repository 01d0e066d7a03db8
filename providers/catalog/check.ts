import type { ErrorObject } from "ajv";
import { didYouMean, nearest, suggestion } from "../nearest";
import { quote } from "../visible";
import { isObject } from "../is-object";
import { own } from "../own";
import { fieldAt, isSecretField, type PropertyPath } from "./fields";
import type { Field, JsonType, ResourceType } from "./type";
import { validatorOf } from "./validator";

export interface PropertyProblem {
  readonly path: (string | number)[];
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

type Fields = Readonly<Record<string, Field>>;
type IsFunction = (value: unknown) => boolean;

/** Codes of problems with the last key of the path itself, not with its value. */
export const KEY_CODES: ReadonlySet<string> = new Set(["UNKNOWN_PROPERTY", "SERVER_OWNED_PROPERTY"]);

/**
 * Every problem that the catalog finds in the properties of a resource.
 * A value for which `isFunction` holds (a reference, a variable, an unknown) satisfies every check.
 */
export function checkProperties(
  type: ResourceType,
  properties: Record<string, unknown>,
  isFunction: IsFunction,
): PropertyProblem[] {
  const problems = [
    ...serverOwned(type, properties),
    ...unknownKeys(type, properties),
    ...namesOutsidePaths(type, properties),
    ...innerProblems(type, properties, isFunction),
  ];
  const validate = validatorOf(type);
  if (validate(properties)) return problems;
  for (const error of validate.errors ?? []) {
    const place = placeOf(error, properties, isFunction);
    const problem = place && schemaProblem(type, error, place);
    if (problem) problems.push(problem);
  }
  return problems;
}

/** A path as messages show it: `DatasetSchema[2].type`. */
export function pathText(path: PropertyPath): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `[${quote(part)}]`))
    .join("")
    .replace(/^\./, "");
}

function serverOwned(type: ResourceType, properties: Record<string, unknown>): PropertyProblem[] {
  return Object.keys(properties)
    .filter((key) => isServerOwned(type, key))
    .map((key) => ({
      path: [key],
      severity: "warning",
      code: "SERVER_OWNED_PROPERTY",
      message: `${quote(key)} is set by Amorphic, so what is written here is ignored; remove it`,
    }));
}

/** Whether Amorphic sets the property, so that what a definition says about it is ignored. */
export function isServerOwned(type: ResourceType, key: string): boolean {
  return !Object.hasOwn(type.fields, key) && (type.serverOwned.includes(key) || Object.hasOwn(type.outputs, key));
}

function unknownKeys(type: ResourceType, properties: Record<string, unknown>): PropertyProblem[] {
  const free = Object.keys(type.fields).filter((name) => !Object.hasOwn(properties, name));
  return Object.keys(properties)
    .filter((key) => !Object.hasOwn(type.fields, key) && !isServerOwned(type, key))
    .map((key) => unknownKey([key], `of type ${type.name}`, nearest(key, free)));
}

/** Names are ids of many types, so an object named so could be created, but neither read nor deleted by any path. */
function namesOutsidePaths({ naturalKey }: ResourceType, properties: Record<string, unknown>): PropertyProblem[] {
  return naturalKey
    .filter((key) => properties[key] === "." || properties[key] === "..")
    .map((key) => ({
      path: [key],
      severity: "error",
      code: "NAME_NOT_IN_PATHS",
      message: `${quote(key)} is ${quote(String(properties[key]))}, which no path of the API can contain; choose another name`,
    }));
}

function unknownKey(path: (string | number)[], owner: string, meant: string | undefined): PropertyProblem {
  const message =
    `${quote(String(path.at(-1)))} is not a known property ${owner}${suggestion(meant)}; ` +
    `it is sent as written, so correct it if it is a typo`;
  return { path, severity: "warning", code: "UNKNOWN_PROPERTY", message };
}

/** Problems that a schema cannot express: literal secrets, and keys of inner objects that look like typos of known ones. */
function innerProblems(
  type: ResourceType,
  properties: Record<string, unknown>,
  isFunction: IsFunction,
): PropertyProblem[] {
  const problems: PropertyProblem[] = [];
  const path: (string | number)[] = [];
  const visitFields = (fields: Fields, values: Record<string, unknown>): void => {
    for (const [name, field] of tellingFields(fields)) visit(field, own(values, name), name, values);
  };
  const visit = (field: Field, value: unknown, part: string | number, siblings?: unknown): void => {
    if (value === undefined || isFunction(value)) return;
    path.push(part);
    const { items, fields } = field;
    if (isSecretField(field, siblings)) problems.push(literalSecret([...path]));
    else if (Array.isArray(value)) {
      if (items && isTelling(items)) value.forEach((element, index) => visit(items, element, index));
    } else if (fields && isObject(value)) {
      problems.push(...likelyTypos(fields, value, path));
      visitFields(fields, value);
    }
    path.pop();
  };
  visitFields(type.fields, properties);
  return problems;
}

const telling = new WeakMap<Fields, [string, Field][]>();

/** The few fields whose values `innerProblems` must visit; cached, as lists may hold many objects. */
function tellingFields(fields: Fields): [string, Field][] {
  let found = telling.get(fields);
  if (!found) telling.set(fields, (found = Object.entries(fields).filter(([, field]) => isTelling(field))));
  return found;
}

function isTelling({ secret, secretIf, fields, items }: Field): boolean {
  return secret === true || secretIf !== undefined || fields !== undefined || (items !== undefined && isTelling(items));
}

/** The catalog knows only some keys of inner objects, so only a key close to a known one is reported. */
function likelyTypos(fields: Fields, value: Record<string, unknown>, path: PropertyPath): PropertyProblem[] {
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(fields, key));
  if (unknown.length === 0) return [];
  const free = Object.keys(fields).filter((name) => !Object.hasOwn(value, name));
  return unknown.flatMap((key) => {
    const meant = nearest(key, free);
    return meant === undefined ? [] : [unknownKey([...path, key], `of ${pathText(path)}`, meant)];
  });
}

function literalSecret(path: (string | number)[]): PropertyProblem {
  const message =
    `${quote(pathText(path))} is a secret, and a literal value would be readable in the repository and in the state; ` +
    `write {"!Environ": "NAME"} and set that variable where the deployment runs, ` +
    `or {"!Secret": "name-or-ARN#key"} for a secret in AWS Secrets Manager; ` +
    `then rotate the secret, as it stays in the history`;
  return { path, severity: "error", code: "SECRET_LITERAL", message };
}

interface Place {
  readonly path: (string | number)[];
  readonly value: unknown;
}

/** Where an ajv error is; undefined if it is at or below a function, whose value is not known yet. */
function placeOf(error: ErrorObject, properties: unknown, isFunction: IsFunction): Place | undefined {
  const path: (string | number)[] = [];
  let value = properties;
  for (const escaped of error.instancePath.split("/").slice(1)) {
    const key = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(value) ? Number(key) : key);
    value = (value as Record<string, unknown>)[key];
    if (isFunction(value)) return undefined;
  }
  return { path, value };
}

function schemaProblem(type: ResourceType, error: ErrorObject, { path, value }: Place): PropertyProblem | undefined {
  const problem = (code: string, message: string): PropertyProblem => ({ path, severity: "error", code, message });
  if (error.keyword === "required") {
    const name = String((error.params as { missingProperty: unknown }).missingProperty);
    const where = path.length > 0 ? `in ${quote(pathText(path))}` : `for type ${type.name}`;
    const about = fieldAt(type, [...path, name])?.description.replace(/\.$/, "");
    return problem("MISSING_PROPERTY", `${quote(name)} is missing, and is required ${where}; add it (${about})`);
  }
  const field = fieldAt(type, path);
  if (!field) return undefined;
  if (error.keyword === "type") return problem("WRONG_JSON_TYPE", wrongType(field, path, value));
  if (typeof value !== "string") return undefined;
  if (field.enum) return problem("NOT_IN_ENUM", notInEnum(field.enum, path, value));
  const name = quote(pathText(path));
  if (error.keyword === "minLength") {
    return problem("EMPTY_NAME", `${name} is empty, but it identifies the ${type.name}; set it`);
  }
  // An empty name is reported by minLength.
  if (!field.pattern || (value === "" && path.length === 1 && type.naturalKey.includes(String(path[0]))))
    return undefined;
  return problem(
    "NOT_IN_PATTERN",
    `${name} is ${quote(value)}, but must be ${field.pattern.says}; correct it, or the pattern in amorphic.catalog.json`,
  );
}

const NAMES: Readonly<Record<JsonType, string>> = {
  string: "a string",
  number: "a number",
  boolean: "a boolean",
  array: "a list",
  object: "an object",
};

const WAYS: Readonly<Record<JsonType, string>> = {
  string: "text in double quotes",
  number: "a number without quotes",
  boolean: "true or false without quotes",
  array: "a list in [ ]",
  object: "an object in { }",
};

function wrongType(field: Field, path: PropertyPath, value: unknown): string {
  const wanted: JsonType[] = [field.type].flat();
  const name = (type: JsonType): string => NAMES[type];
  const isInfinite = typeof value === "number" && !Number.isFinite(value);
  const kind = Array.isArray(value) ? "array" : (typeof value as JsonType);
  const found = value === null ? "null" : isInfinite ? "infinite" : name(kind);
  const way = wanted.map((type) => WAYS[type]).join(" or ");
  return `${quote(pathText(path))} is ${found}, but must be ${wanted.map(name).join(" or ")}; write ${way}`;
}

function notInEnum(values: readonly string[], path: PropertyPath, value: string): string {
  const meant = didYouMean(value, values);
  return `${quote(pathText(path))} is ${quote(value)}, which is not allowed${meant}; use one of ${values.join(", ")}`;
}
