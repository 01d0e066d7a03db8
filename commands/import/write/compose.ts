import { checkProperties } from "../../../providers/catalog/check";
import { looksLikeFunction } from "../../../providers/definitions";
import { typeRanks } from "../../../providers/definitions/types";
import type { ResourceType } from "../../../providers/catalog/type";
import { isObject } from "../../../providers/is-object";
import { quote } from "../../../providers/visible";
import { namesOf, type Names, type Taken } from "./names";
import { inOrder, noteOf, type Live, type Note } from "./object";
import { propertiesOf } from "./properties";
import { References, type Target } from "./references";
import { Variables, type Variable } from "./secrets";
import { shareOf } from "./share";

/** An object and its block, without its files. */
export interface Composed {
  readonly live: Live;
  readonly names: Names;
  readonly block: Readonly<Record<string, unknown>>;
  readonly variables: readonly Variable[];
}

export interface Context {
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly taken: Taken & { readonly variables: ReadonlySet<string> };
  /** Objects already defined. */
  readonly defined: readonly Target[];
}

/** The definitions of all objects. One that no definition can hold becomes a note; references to it stay ids. */
export function compose(objects: readonly Live[], context: Context): { composed: Composed[]; notes: Note[] } {
  const unsayable = new Map(objects.flatMap((live) => reasonsAgainst(live).map((reason) => [live, reason] as const)));
  const sayable = objects.filter((live) => !unsayable.has(live));
  const refused = [...unsayable].map(([live, reason]) => noteOf(live, "unclear", reason));
  const first = composeAll(sayable, context);
  if (first.failed.size === 0) return { composed: first.composed, notes: [...refused, ...first.notes] };
  // Again without the failed ones, so that nothing refers to them.
  const rest = compose(
    sayable.filter((live) => !first.failed.has(live)),
    context,
  );
  const failed = [...first.failed].map(([live, reason]) => noteOf(live, "unclear", reason));
  return { composed: rest.composed, notes: [...refused, ...failed, ...rest.notes] };
}

function composeAll(objects: readonly Live[], { catalog, taken, defined }: Context) {
  const ranks = typeRanks(catalog);
  const rank = ({ type }: Live) => ranks.get(type.name) ?? 0;
  const sorted = [...objects].sort((a, b) => rank(a) - rank(b) || inOrder(a, b));
  const names = namesOf(sorted, taken);
  const named = sorted.flatMap((live) => {
    const own = names.get(live);
    return own ? [{ live, names: own }] : [];
  });
  const references = new References([
    ...defined,
    ...named.map(({ live, names: { logicalId } }) => ({ ...live, logicalId })),
  ]);
  const variables = new Variables(taken.variables);
  const composed: Composed[] = [];
  const notes: Note[] = [];
  const failed = new Map<Live, string>();
  for (const { live, names: own } of named) {
    const { logicalId } = own;
    const environ = (path: readonly string[]) => variables.environ(logicalId, path);
    const { properties, unknown } = propertiesOf({ live, logicalId, references, environ });
    const { share, reasons } = shareOf(live.grants);
    const problems = checkProperties(live.type, { ...properties }, looksLikeFunction);
    const [error] = problems.filter(({ severity }) => severity === "error");
    if (error) failed.set(live, `It cannot be written as a definition: ${error.message}.`);
    if (unknown.length > 0) reasons.push(`Left out, as not in the catalog: ${unknown.map(quote).join(", ")}.`);
    notes.push(...reasons.map((reason) => noteOf(live, "incomplete", reason)));
    const block = { Type: live.type.name, Properties: properties, ...(share && { Share: share }) };
    composed.push({
      live,
      names: own,
      block,
      variables: variables.all.filter((variable) => variable.logicalId === logicalId),
    });
  }
  return { composed, notes, failed };
}

/** Refuses values that definitions would take for a function: their author could have our secrets sent to Amorphic. */
function reasonsAgainst({ object, type }: Live): string[] {
  const keys = Object.keys(type.fields).flatMap((key) => functionsIn(object[key]));
  return keys.length === 0
    ? []
    : [`It contains the key ${quote(keys[0] ?? "")}, which a definition would read as a function.`];
}

function functionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(functionsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => (key.startsWith("!") ? [key] : functionsIn(part)));
}
