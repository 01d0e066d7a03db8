import { own } from "../own";
import type { Draft } from "./draft";
import { isPlain, readableValue, type Variables } from "./environ";
import { isEnviron, isReference, isSecretReference, parseReference } from "./functions";

/** Stands for the value of a `!Secret`, which is never read here. */
export const SECRET_VALUE = Symbol("a secret");

type Text = string | typeof SECRET_VALUE | undefined;

/** The text of a property, with references and plain variables resolved; undefined if it is known only later. */
export type Resolve = (draft: Draft, property: string) => Text;

/** A property of a definition. */
interface Cell {
  readonly draft: Draft;
  readonly property: string;
}

/** A `Resolve` with a cache. */
export function resolver(drafts: ReadonlyMap<string, Draft>, variables: Variables): Resolve {
  const answers = new Map<string, Text>();
  return (draft, property) => {
    const way: string[] = [];
    // Almost always the text itself, which is not worth caching.
    let at = follow({ draft, property }, drafts, variables);
    while (typeof at === "object") {
      const cell = JSON.stringify([at.draft.logicalId, at.property]);
      if (answers.has(cell)) {
        at = answers.get(cell);
      } else {
        // Unknown until the chain of references is resolved, so that a cycle ends as unknown.
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
  variables: Variables,
): Cell | Text {
  const value = own(properties, property);
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (isSecretReference(value)) return SECRET_VALUE;
  if (isEnviron(value)) {
    const name = value["!Environ"];
    return isPlain(name, property, type, variables.plain) ? readableValue(variables, name) : undefined;
  }
  const reference = isReference(value) ? parseReference(value["!DependsOn"], (id) => drafts.has(id)) : undefined;
  const draft = reference && drafts.get(reference.logicalId);
  return draft && { draft, property: reference.attribute };
}
