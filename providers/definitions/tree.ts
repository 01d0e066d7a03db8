import { evaluate, parse, type MemberNode, type ObjectNode, type ValueNode } from "@humanwhocodes/momoa";
import type { Position } from "./model";

export type { MemberNode, ValueNode };

/** The syntax tree of a text, with the position of every value and all duplicate keys. @throws if it is not JSON */
export function treeOf(text: string): ValueNode {
  return parse(text, { mode: "json" }).body;
}

const indexes = new WeakMap<ObjectNode, Map<string, MemberNode>>();

/** The members of an object by key; of duplicates, the last one counts, as everywhere in JSON. */
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
 * The node at a path of keys and indexes, or its nearest existing ancestor. In an object, a number is the index of a member.
 * @param ofKey whether to return the member instead of its value
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

/** `fromEntries` creates own properties of any name; an assignment to `__proto__` would not. */
export function mapValues(object: object, map: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
