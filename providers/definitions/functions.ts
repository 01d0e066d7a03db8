import type { ObjectNode, ValueNode } from "@humanwhocodes/momoa";
import { didYouMean, quote } from "../nearest";
import type { Environ, Position, Reference, SecretReference } from "./model";
import { keyOf, membersOf, positionOf } from "./tree";

export const DEPENDS_ON = "!DependsOn";
export const ENVIRON = "!Environ";
export const SECRET = "!Secret";
const NAMES = [DEPENDS_ON, ENVIRON, SECRET] as const;
/** What the argument looks like. */
const FORMS = {
  [DEPENDS_ON]: "LogicalId.Attribute",
  [ENVIRON]: "NAME_OF_A_VARIABLE",
  [SECRET]: "name-or-ARN#key",
} as const;

/** A function as it stands in a file. */
export interface FunctionCall {
  readonly name: (typeof NAMES)[number];
  readonly argument: string;
  /** Where the value stands below `Properties`. */
  readonly path: readonly (string | number)[];
  /** Of the argument. */
  readonly position: Position;
}

/** `{"!DependsOn": "rX.Attribute"}`, and nothing else in it. */
export function isReference(value: unknown): value is Reference {
  return argumentOf(value, DEPENDS_ON) !== undefined;
}

/** `{"!Environ": "NAME"}`, and nothing else in it. */
export function isEnviron(value: unknown): value is Environ {
  return argumentOf(value, ENVIRON) !== undefined;
}

/** `{"!Secret": "<ARN or name>[#jsonKey]"}`, and nothing else in it. */
export function isSecretReference(value: unknown): value is SecretReference {
  return argumentOf(value, SECRET) !== undefined;
}

/** Any function, as it should be written. */
export function isFunctionCall(value: unknown): boolean {
  return NAMES.some((name) => argumentOf(value, name) !== undefined);
}

function argumentOf(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  const argument = (value as Record<string, unknown>)[name];
  return typeof argument === "string" && Object.keys(value).length === 1 ? argument : undefined;
}

/** An object that is a function, or was meant as one: nothing is known of its value. */
export function looksLikeFunction(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(value).some((key) => key.startsWith("!"));
}

/**
 * The two parts of `LogicalId.Attribute`. A logical id may hold dots itself: the last one parts, unless only what
 * stands before the first one is an id.
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

/** All functions below a value, and a report of what looks like one but is none. */
export function findFunctions(
  node: ValueNode,
  file: string,
  fail: Fail,
  path: readonly (string | number)[] = [],
  found: FunctionCall[] = [],
): FunctionCall[] {
  if (node.type === "Array") {
    node.elements.forEach(({ value }, index) => findFunctions(value, file, fail, [...path, index], found));
  } else if (node.type === "Object") {
    const marked = node.members.find((member) => keyOf(member).startsWith("!"));
    if (!marked) {
      for (const member of node.members) findFunctions(member.value, file, fail, [...path, keyOf(member)], found);
    } else {
      const call = readFunction(node, keyOf(marked), path, file, fail);
      if (call) found.push(call);
    }
  }
  return found;
}

function readFunction(
  node: ObjectNode,
  key: string,
  path: readonly (string | number)[],
  file: string,
  fail: Fail,
): FunctionCall | undefined {
  const member = membersOf(node).get(key);
  if (!member) return undefined;
  const position = positionOf(file, member);
  const name = NAMES.find((known) => known === key);
  if (!name) {
    const ways = `use ${DEPENDS_ON}, ${ENVIRON} or ${SECRET}`;
    fail(position, "UNKNOWN_FUNCTION", `there is no function ${quote(key)}${didYouMean(key, NAMES)}; ${ways}`);
  } else if (membersOf(node).size > 1) {
    const message = `${key} stands beside other keys, but a function is an object with that single key; remove the others`;
    fail(position, "FUNCTION_WITH_OTHER_KEYS", message);
  } else if (member.value.type !== "String" || member.value.value === "") {
    const message = `${name} needs a text; write {"${name}": "${FORMS[name]}"}`;
    fail(positionOf(file, member.value), "FUNCTION_ARGUMENT", message);
  } else {
    return { name, argument: member.value.value, path, position: positionOf(file, member.value) };
  }
  return undefined;
}
