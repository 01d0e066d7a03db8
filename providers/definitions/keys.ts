import { quote } from "../nearest";
import type { Draft } from "./draft";
import { isPlain, valueOfVariable, type Variables } from "./environ";
import { isEnviron, isReference, parseReference } from "./functions";
import type { Report } from "./report";

/** Reports definitions of one object: same type and same natural key, where case does not make a difference. */
export function checkNaturalKeys(drafts: ReadonlyMap<string, Draft>, variables: Variables, report: Report): void {
  const resolve = resolver(drafts, variables);
  const seen = new Map<string, { draft: Draft; key: string }>();
  for (const draft of drafts.values()) {
    const { type } = draft;
    if (!type) continue;
    const parts = type.naturalKey.map((property) => resolve(draft, property));
    if (!parts.every((part) => part !== undefined)) continue;
    const key = parts.join(".");
    const identity = JSON.stringify([type.name, ...parts]).toLowerCase();
    const first = seen.get(identity);
    if (!first) {
      seen.set(identity, { draft, key });
      continue;
    }
    const { file, line, column } = first.draft.position;
    const other = `${quote(first.draft.logicalId)} at ${file}:${line}:${column}`;
    const message =
      first.key === key
        ? `${type.name} ${quote(key)} is already defined as ${other}, and there can be only one; remove one or rename it`
        : `${type.name} ${quote(key)} differs only by case from ${quote(first.key)}, defined as ${other}, and names must differ by more; rename one`;
    report.error(draft.keyPosition, "DUPLICATE_NATURAL_KEY", message, draft.logicalId);
  }
}

type Resolve = (draft: Draft, property: string) => string | undefined;

/** A property of a definition. */
interface Cell {
  readonly draft: Draft;
  readonly property: string;
}

/** The text of a property, over references and plain variables; undefined if it is known only later. */
function resolver(drafts: ReadonlyMap<string, Draft>, variables: Variables): Resolve {
  const answers = new Map<string, string | undefined>();
  return (draft, property) => {
    const way: string[] = [];
    let at: Cell | string | undefined = { draft, property };
    while (typeof at === "object") {
      const cell = JSON.stringify([at.draft.logicalId, at.property]);
      if (answers.has(cell)) {
        at = answers.get(cell);
      } else {
        // Unknown until the end of the way is found, so that a circle ends as unknown.
        answers.set(cell, undefined);
        way.push(cell);
        at = follow(at, drafts, variables);
      }
    }
    for (const cell of way) answers.set(cell, at);
    return at;
  };
}

/** The text of a property, or the property it refers to. */
function follow(
  { draft: { type, properties }, property }: Cell,
  drafts: ReadonlyMap<string, Draft>,
  { environment, plain }: Variables,
): Cell | string | undefined {
  const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (isEnviron(value) && type) {
    const name = value["!Environ"];
    return isPlain(name, property, type, plain) ? valueOfVariable(environment, name) : undefined;
  }
  const reference = isReference(value) ? parseReference(value["!DependsOn"], (id) => drafts.has(id)) : undefined;
  const draft = reference && drafts.get(reference.logicalId);
  return draft && { draft, property: reference.attribute };
}
