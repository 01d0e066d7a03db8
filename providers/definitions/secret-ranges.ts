import type { ValueNode } from "@humanwhocodes/momoa";
import type { Field, ResourceType } from "../catalog/type";
import { hasPasswordInUrl, soundsSecret } from "../credentials";
import { nearest } from "../nearest";
import { isFunctionCall } from "./functions";
import { memoized } from "./memoized";
import { keyOf, valueOf } from "./tree";

/** A range of offsets in a text. */
export interface Range {
  readonly start: number;
  /** Offset after the last character. */
  readonly end: number;
}

type IsSecret = (key: string) => boolean;

/** Recognises keys whose values must not be shown: secret fields of any type, typos of them, and keys that sound secret. */
export function secretKeys(catalog: ReadonlyMap<string, ResourceType>): IsSecret {
  const known = [...catalog.values()].flatMap(({ fields }) => namesIn(fields));
  const names = known.flatMap(({ name, isSecret }) => (isSecret ? [name] : []));
  // A key that names another field is not a typo of a secret's name.
  const all = new Set(known.map(({ name }) => name));
  const isTypo = (key: string): boolean => !all.has(key) && nearest(key, names) !== undefined;
  return memoized((key) => soundsSecret(key) || names.includes(key) || isTypo(key));
}

function namesIn(fields: Readonly<Record<string, Field>>): { name: string; isSecret: boolean }[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const isSecret = [field, field.items].some((each) => each?.secret ?? each?.secretIf);
    return [{ name, isSecret }, ...namesIn({ ...field.fields, ...field.items?.fields })];
  });
}

/** Literal values of secret keys and URLs with passwords in a tree, in text order. Functions stay visible, as they hold names. */
export function secretsInTree(tree: ValueNode, isSecret: IsSecret): Range[] {
  const found: Range[] = [];
  const rest = [{ node: tree, secret: false }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { node, secret } = next;
    const marked = node.type === "Object" && node.members.some((member) => keyOf(member).startsWith("!"));
    if (marked && isFunctionCall(valueOf(node))) continue;
    if ((secret && !marked) || (node.type === "String" && hasPasswordInUrl(node.value))) {
      found.push({ start: node.loc.start.offset, end: node.loc.end.offset });
    } else if (node.type === "Array") {
      for (const { value } of node.elements) rest.push({ node: value, secret: false });
    } else if (node.type === "Object") {
      for (const member of node.members) rest.push({ node: member.value, secret: secret || isSecret(keyOf(member)) });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/**
 * Possible values of secret keys in a text that is not valid JSON: everything after a secret key on its line (the whole line
 * if the key is broken), and all lines up to one that is not indented deeper and begins with a key or closes a bracket.
 */
export function secretsInText(text: string, isSecret: IsSecret): Range[] {
  const found: Range[] = [];
  let indent: number | undefined;
  for (const match of text.matchAll(LINE)) {
    const [line] = match;
    const depth = line.search(/\S|$/);
    if (indent !== undefined && (depth > indent || !BOUNDARY.test(line))) {
      found.push({ start: match.index + depth, end: match.index + line.length });
      continue;
    }
    const after = afterSecretWord(line, isSecret) ?? urlWithPassword(line);
    indent = after === undefined ? undefined : depth;
    if (after !== undefined) found.push({ start: match.index + after, end: match.index + line.length });
  }
  return found;
}

const LINE = /[^\r\n]+/g;
const BOUNDARY = /^\s*(?:"[^"]*"\s*:|[}\]][}\],\s]*$)/;
const WORD = /[\p{L}_$][\p{L}\p{N}_$-]*/gu;

const urlWithPassword = (line: string): number | undefined => (hasPasswordInUrl(line) ? line.indexOf(":") : undefined);

function afterSecretWord(line: string, isSecret: IsSecret): number | undefined {
  for (const match of line.matchAll(WORD)) {
    if (isSecret(match[0])) return match.index + match[0].length;
  }
  // The syntax error may be in the middle of the key.
  const letters = line.replace(NO_LETTER, "");
  const key = line.replace(/:.*/, "").replace(NO_LETTER, "");
  return soundsSecret(letters) || isSecret(key) ? line.search(/\S/) : undefined;
}

const NO_LETTER = /[^\p{L}\p{N}]+/gu;
