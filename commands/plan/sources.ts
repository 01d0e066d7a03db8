import { existsSync, readFileSync } from "node:fs";
import type { Sources } from "../../providers/engine/registration";
import { isObject } from "../../providers/is-object";
import { latestState } from "../state/latest";
import type { Stack } from "../stack";

/** By URN of a resource and by its inputs, the URNs of the resources that the values come from. */
export type SourcesByUrn = ReadonlyMap<string, Sources["from"]>;

/** @param file as the program wrote it, which may be anybody's; it is not there if no value comes from another resource */
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

/** What the state has recorded of these resources, and of those that hang on them, which a program may not tell of any more. */
export async function recordedSources(stack: Stack, urns: ReadonlySet<string>): Promise<Map<string, Sources["from"]>> {
  const state = urns.size > 0 ? await latestState(stack) : undefined;
  const { resources = [] } = state?.latest ?? {};
  const recorded = resources.map(({ urn, propertyDependencies }) => [urn, listsIn(propertyDependencies)] as const);
  return new Map(
    recorded.filter(
      ([urn, from]) =>
        urns.has(urn) || Object.values(from).some((sources) => sources.some((source) => urns.has(source))),
    ),
  );
}

/** Of inputs that come from nowhere, the engine writes null as well as an empty list. */
const listsIn = (from: unknown): Sources["from"] =>
  Object.fromEntries(
    Object.entries(isObject(from) ? from : {}).flatMap(([key, urns]) =>
      Array.isArray(urns) ? [[key, urns.map(String)]] : [],
    ),
  );
