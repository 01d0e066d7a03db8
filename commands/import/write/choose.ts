import { UserError } from "../../../providers/errors";
import { didYouMean } from "../../../providers/nearest";
import { quote, visible } from "../../../providers/visible";
import { fieldOf } from "../../../providers/lifecycle/inputs";
import type { Defined } from "./defined";
import type { Inventory } from "./inventory";
import { nameOf, noteOf, type Candidate, type Note } from "./object";

/** What to write; an empty list is no limit. */
export interface Filters {
  readonly types: readonly string[];
  /** `*` matches any text; case is ignored. */
  readonly names: readonly string[];
  readonly domains: readonly string[];
}

/** @throws UserError if a type is not known */
export function checkTypes({ types }: Filters, known: readonly string[]): void {
  refuseUnknown("type", types, known);
}

/** @throws UserError if a domain does not exist; not if listing domains was refused, as then that is unknown */
export function checkDomains({ domains }: Filters, { candidates, notes }: Inventory): void {
  if (notes.some(({ type, name }) => type === "Domain" && name === undefined)) return;
  const known = candidates.filter(({ type }) => type.name === "Domain").map(nameOf);
  refuseUnknown("domain", domains, known);
}

/** As many as fit on a few lines. */
const MOST_NAMED = 20;

function refuseUnknown(what: string, wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => `There is no ${what} ${quote(name)}${didYouMean(name, known)}.`);
  const more = known.length > MOST_NAMED ? ` and ${String(known.length - MOST_NAMED)} more` : "";
  const there = `Use ${known.slice(0, MOST_NAMED).map(visible).join(", ")}${more}.`;
  throw new UserError([...lines, ...(known.length > 0 ? [there] : [])].join("\n"));
}

export interface Choice {
  readonly chosen: readonly Candidate[];
  readonly notes: readonly Note[];
  /** Number already defined or managed. */
  readonly defined: number;
  /** How many of these the stack does not manage yet. */
  readonly notTakenOver: number;
}

/**
 * The objects that get a definition.
 * @param standingOf whether an object is already defined or managed
 */
export function choose(candidates: readonly Candidate[], filters: Filters, standingOf: Defined["standingOf"]): Choice {
  const wanted = candidates.filter(filterOf(filters));
  const standings = wanted.map(standingOf);
  const left = wanted.filter((_, i) => standings[i] === undefined);
  const own = left.filter((candidate) => !isSystem(candidate));
  const twins = twinsOf(own);
  return {
    chosen: own.filter((candidate) => !twins.has(candidate)),
    notes: [
      ...left.filter(isSystem).map((each) => noteOf(each, "left-out", "The platform created it itself.")),
      ...[...twins].map((each) => noteOf(each, "unclear", TWIN)),
    ],
    defined: wanted.length - left.length,
    notTakenOver: standings.filter((standing) => standing === "defined").length,
  };
}

const TWIN =
  "Another object of the type has the same name, or one that differs only by case, and definitions cannot distinguish " +
  "the two. Rename or remove one in Amorphic's console.";

function filterOf({ types, names, domains }: Filters): (candidate: Candidate) => boolean {
  const patterns = names.map(patternOf);
  return (candidate) => {
    const spoken = [nameOf(candidate), candidate.key.at(-1) ?? ""];
    return (
      (types.length === 0 || types.includes(candidate.type.name)) &&
      (patterns.length === 0 || patterns.some((pattern) => spoken.some((name) => pattern.test(name)))) &&
      (domains.length === 0 || domainsOf(candidate).some((domain) => domains.includes(domain)))
    );
  };
}

function patternOf(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "isu");
}

/** The domain itself, or the one the object is in. */
function domainsOf({ type, key, listed }: Candidate): string[] {
  if (type.name === "Domain") return [...key];
  return Object.keys(type.fields)
    .filter((property) => fieldOf(type, property)?.names === "Domain")
    .map((property) => String(listed[property]));
}

const isSystem = ({ type: { system }, listed }: Candidate): boolean =>
  system !== undefined && new RegExp(system.pattern).test(String(listed[system.key]));

/** Those whose natural key is not unique, ignoring case. */
function twinsOf(candidates: readonly Candidate[]): Set<Candidate> {
  const byKey = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { type, key } = candidate;
    const text = JSON.stringify([type.name, ...key]).toLowerCase();
    byKey.set(text, [...(byKey.get(text) ?? []), candidate]);
  }
  return new Set([...byKey.values()].filter((alike) => alike.length > 1).flat());
}
