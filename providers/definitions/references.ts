import { nearest, suggestion } from "../nearest";
import { quote } from "../visible";
import type { Draft, Written } from "./draft";
import { parseReference } from "./functions";
import type { Position } from "./model";
import type { Report } from "./report";
import type { UnknownIds } from "./unknown-ids";

/** The definitions to which one definition refers, each with the position of the first reference. */
export type Edges = ReadonlyMap<string, Position>;

/** Suggestions are a courtesy: in a project full of errors, they must not take minutes. */
const MOST_COMPARISONS = 3_000_000;
const MOST_NAMES = 20;

/** Checks every `!DependsOn`, including those in shares, and returns the edges of the graph by logical id. */
export function checkReferences(
  drafts: ReadonlyMap<string, Draft>,
  unknown: UnknownIds,
  report: Report,
): Map<string, Edges> {
  const suggest = suggester();
  const ids = [...drafts.keys()];
  const attributes = new Map<Draft, string[]>();
  const attributesOf = (draft: Draft): string[] => {
    let names = attributes.get(draft);
    if (!names) attributes.set(draft, (names = validAttributes(draft)));
    return names;
  };

  const check = (draft: Draft, { text, position }: Written): Draft | undefined => {
    const fail = (code: string, message: string): void => report.error(position, code, message, draft.logicalId);
    const reference = parseReference(text, (id) => drafts.has(id));
    const target = reference && drafts.get(reference.logicalId);
    if (!reference) fail("REFERENCE_FORMAT", `${quote(text)} is not a reference; write "LogicalId.Attribute"`);
    else if (!target) {
      const { logicalId } = reference;
      const what = `no definition has the logical id ${quote(logicalId)}${suggestion(suggest(logicalId, ids))}`;
      unknown.add(position, `${what}; correct the reference or add the definition`, draft.logicalId);
    } else if (target.type && !isAttribute(target, reference.attribute)) {
      const { logicalId, attribute } = reference;
      const names = attributesOf(target);
      const what = `${quote(logicalId)} has no attribute ${quote(attribute)}`;
      fail("UNKNOWN_ATTRIBUTE", `${what}${suggestion(suggest(attribute, names))}; it has ${listed(names)}`);
    }
    return target;
  };

  const graph = new Map<string, Edges>();
  for (const draft of drafts.values()) {
    const edges = new Map<string, Position>();
    for (const written of [...draft.references, ...(draft.share?.references ?? [])]) {
      const target = check(draft, written);
      if (target && !edges.has(target.logicalId)) edges.set(target.logicalId, written.position);
    }
    graph.set(draft.logicalId, edges);
  }
  return graph;
}

function isAttribute({ properties, type }: Draft, name: string): boolean {
  return (
    Object.hasOwn(properties, name) ||
    (type !== undefined && (Object.hasOwn(type.outputs, name) || type.id.includes(name)))
  );
}

function validAttributes({ properties, type }: Draft): string[] {
  return [...new Set([...Object.keys(type?.outputs ?? {}), ...(type?.id ?? []), ...Object.keys(properties)])];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => quote(name));
  return shown.join(", ") + (names.length > MOST_NAMES ? ", …" : "");
}

/** `nearest` with a cache and a limit on comparisons. */
export function suggester(): (word: string, candidates: readonly string[]) => string | undefined {
  const answers = new Map<readonly string[], Map<string, string | undefined>>();
  let comparisons = 0;
  return (word, candidates) => {
    let known = answers.get(candidates);
    if (!known) answers.set(candidates, (known = new Map<string, string | undefined>()));
    if (!known.has(word) && comparisons < MOST_COMPARISONS) {
      comparisons += candidates.length;
      known.set(word, nearest(word, candidates));
    }
    return known.get(word);
  };
}
