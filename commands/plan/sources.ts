import { existsSync, readFileSync } from "node:fs";
import type { Sources } from "../../providers/engine/registration";
import { isObject } from "../../providers/is-object";
import { latestState } from "../state/latest";
import type { Stack } from "../shared/stack";

/** By URN of a resource and by input, the URNs of the resources that the value comes from. */
export type SourcesByUrn = ReadonlyMap<string, Sources["from"]>;

/** @param file written by the program, which is not trusted; missing if no value comes from another resource */
export function writtenSources(file: string): Map<string, Sources["from"]> {
  if (!existsSync(file)) return new Map();
  return new Map(readFileSync(file, "utf8").split("\n").flatMap(sourcesIn));
}

function sourcesIn(line: string): [urn: string, from: Sources["from"]][] {
  try {
    const sources: unknown = JSON.parse(line);
    return isObject(sources) ? [[String(sources["urn"]), listsIn(sources["from"])]] : [];
  } catch {
    return [];
  }
}

/** What only the state says about resources. */
export interface Recorded {
  /** Where their values and those of their dependents come from: the program may no longer declare them. */
  readonly sources: SourcesByUrn;
  /** The URNs of those that an earlier run deleted, to replace them, and failed to recreate. */
  readonly deleted: ReadonlySet<string>;
}

/** @param urns of the resources, in state */
export async function recordedOf(stack: Stack, urns: ReadonlySet<string>): Promise<Recorded> {
  const state = urns.size > 0 ? await latestState(stack) : undefined;
  const { resources = [] } = state?.latest ?? {};
  const recorded = resources.map(({ urn, propertyDependencies }) => [urn, listsIn(propertyDependencies)] as const);
  return {
    sources: new Map(
      recorded.filter(
        ([urn, from]) =>
          urns.has(urn) || Object.values(from).some((sources) => sources.some((source) => urns.has(source))),
      ),
    ),
    deleted: new Set(resources.flatMap(({ urn, pendingReplacement }) => (pendingReplacement === true ? [urn] : []))),
  };
}

/** For inputs without sources, the engine writes either null or an empty list. */
const listsIn = (from: unknown): Sources["from"] =>
  Object.fromEntries(
    Object.entries(isObject(from) ? from : {}).flatMap(([key, urns]) =>
      Array.isArray(urns) ? [[key, urns.map(String)]] : [],
    ),
  );
