import { didYouMean } from "../nearest";
import { quote } from "../visible";
import { lostKey, lostText } from "./lost";
import type { JsonNode, Path } from "./json-node";
import type { Environ, Position, Reference, SecretReference } from "./model";

export const DEPENDS_ON = "!DependsOn";
export const ENVIRON = "!Environ";
export const SECRET = "!Secret";
const NAMES = [DEPENDS_ON, ENVIRON, SECRET] as const;
/** The form of the argument. */
const FORMS = {
  [DEPENDS_ON]: "LogicalId.Attribute",
  [ENVIRON]: "NAME_OF_A_VARIABLE",
  [SECRET]: "name-or-ARN#key",
} as const;

/** A function as written in a file. */
export interface FunctionCall {
  readonly name: (typeof NAMES)[number];
  readonly argument: string;
  /** Path of the value below `Properties`. */
  readonly path: Path;
  /** Position of the argument. */
  readonly position: Position;
}

/** `{"!DependsOn": "rX.Attribute"}`, without other keys. */
export function isReference(value: unknown): value is Reference {
  return argumentOf(value, DEPENDS_ON) !== undefined;
}

/** `{"!Environ": "NAME"}`, without other keys. */
export function isEnviron(value: unknown): value is Environ {
  return argumentOf(value, ENVIRON) !== undefined;
}

/** `{"!Secret": "<ARN or name>[#jsonKey]"}`, without other keys. */
export function isSecretReference(value: unknown): value is SecretReference {
  return argumentOf(value, SECRET) !== undefined;
}

/** Any correctly written function. */
export function isFunctionCall(value: unknown): boolean {
  return NAMES.some((name) => argumentOf(value, name) !== undefined);
}

function argumentOf(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  const argument = (value as Record<string, unknown>)[name];
  return typeof argument === "string" && Object.keys(value).length === 1 ? argument : undefined;
}

/** An object that is a function or was meant as one, so that its value is unknown. */
export function looksLikeFunction(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(value).some(isMark);
}

function isMark(key: string): boolean {
  return key.startsWith("!");
}

/**
 * The two parts of `LogicalId.Attribute`. As a logical id may contain dots, the text is split at the last dot if the part
 * before it is an existing id, otherwise at the first dot.
 */
export function parseReference(
  text: string,
  exists: (logicalId: string) => boolean,
): { logicalId: string; attribute: string } | undefined {
  const [first, last] = [text.indexOf("."), text.lastIndexOf(".")];
  const dot = exists(text.slice(0, last)) ? last : first;
  if (dot <= 0 || dot === text.length - 1) return undefined;
  return { logicalId: text.slice(0, dot), attribute: text.slice(dot + 1) };
}

type Fail = (at: Position, code: string, message: string) => void;

/** Called for each literal text, with its key (for an element, the key of its list) and its path. */
export type VisitText = (text: string, key: string, above: Path, part: string | number) => void;

/**
 * Finds all functions in a value. Reports objects that only look like functions, and data that Pulumi would lose.
 * @param way path of the value, with which the paths of functions begin
 * @param see called for all other texts, to save a second walk over all values
 */
export function findFunctions(node: JsonNode, fail: Fail, way: Path = [], see?: VisitText): FunctionCall[] {
  const found: FunctionCall[] = [];
  const path: (string | number)[] = [];
  // Walks plain values instead of nodes, as almost none of them are functions.
  const visit = (value: object, name: string): void => {
    if (Array.isArray(value)) return value.forEach((element, index) => descend(element, index, name));
    const keys = Object.keys(value);
    for (const key of keys) {
      const lost = lostKey(key);
      if (lost !== undefined) fail(node.at([...path, key]).keyPosition, "LOST_KEY", lost);
    }
    const mark = keys.find(isMark);
    if (mark === undefined) return keys.forEach((key) => descend((value as Record<string, unknown>)[key], key, key));
    const call = readFunction(node.at([...path, mark]), keys, fail);
    if (call) found.push({ ...call, path: [...way, ...path] });
  };
  const descend = (value: unknown, part: string | number, name: string): void => {
    if (typeof value === "string") {
      const lost = lostText(value);
      if (lost !== undefined) fail(node.at([...path, part]).position, "LOST_TEXT", lost);
      return see?.(value, name, path, part);
    }
    if (typeof value !== "object" || value === null) return;
    path.push(part);
    visit(value, name);
    path.pop();
  };
  const { value } = node;
  if (typeof value === "object" && value !== null) visit(value, "");
  const lost = typeof value === "string" ? lostText(value) : undefined;
  if (lost !== undefined) fail(node.position, "LOST_TEXT", lost);
  return found;
}

function readFunction(member: JsonNode, keys: readonly string[], fail: Fail): Omit<FunctionCall, "path"> | undefined {
  const { key, value: argument } = member;
  const name = NAMES.find((known) => known === key);
  if (!name) {
    const ways = `use ${DEPENDS_ON}, ${ENVIRON} or ${SECRET}`;
    const message = `there is no function ${quote(key)}${didYouMean(key, NAMES)}; ${ways}`;
    fail(member.keyPosition, "UNKNOWN_FUNCTION", message);
  } else if (keys.length > 1) {
    const message = `${key} is next to other keys, but a function is an object with a single key; remove the others`;
    fail(member.keyPosition, "FUNCTION_WITH_OTHER_KEYS", message);
  } else if (typeof argument !== "string" || argument === "") {
    const message = `${name} needs a string; write {"${name}": "${FORMS[name]}"}`;
    fail(member.position, "FUNCTION_ARGUMENT", message);
  } else {
    return { name, argument, position: member.position };
  }
  return undefined;
}
