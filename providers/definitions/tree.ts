import { evaluate, parse, type MemberNode, type ObjectNode, type ValueNode } from "@humanwhocodes/momoa";
import type { Position } from "./model";

export type { MemberNode, ValueNode };

/** A text as a tree that knows the place of every value, and has all that is written twice. @throws if it is no JSON */
export function treeOf(text: string): ValueNode {
  return parse(text, { mode: "json" }).body;
}

const indexes = new WeakMap<ObjectNode, Map<string, MemberNode>>();

/** The members of an object by key; of several with one key the last, as everywhere in JSON. */
export function membersOf(node: ObjectNode): ReadonlyMap<string, MemberNode> {
  let index = indexes.get(node);
  if (!index) indexes.set(node, (index = new Map(node.members.map((member) => [keyOf(member), member]))));
  return index;
}

export function keyOf(member: MemberNode): string {
  return member.name.type === "String" ? member.name.value : member.name.name;
}

/** Where a value, or the key of a member, begins. */
export function positionOf(file: string, node: ValueNode | MemberNode): Position {
  const { line, column } = node.loc.start;
  return { file, line, column };
}

/** The plain value of a tree; keys such as `__proto__` are data like any other. */
export function valueOf(node: ValueNode): unknown {
  return evaluate(node);
}

/**
 * The node at a path of keys and indexes, or the nearest one above it. A number counts the members of an object.
 * @param ofKey whether the member is meant instead of its value
 */
export function nodeAt(node: ValueNode, path: readonly (string | number)[], ofKey = false): ValueNode | MemberNode {
  let found: ValueNode | MemberNode = node;
  let value = node;
  for (const part of path) {
    const member = value.type === "Object" ? memberAt(value, part) : undefined;
    const next = value.type === "Array" ? value.elements[Number(part)]?.value : member?.value;
    if (!next) return found;
    found = ofKey && member ? member : next;
    value = next;
  }
  return found;
}

function memberAt(node: ObjectNode, part: string | number): MemberNode | undefined {
  return typeof part === "number" ? node.members[part] : membersOf(node).get(part);
}

/** `fromEntries` makes own properties, whatever their names; an assignment to `__proto__` would not. */
export function mapValues(object: object, map: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
