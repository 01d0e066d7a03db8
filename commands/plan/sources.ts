import { existsSync, readFileSync } from "node:fs";
import type { Sources } from "../../providers/engine/registration";
import { isObject } from "../../providers/is-object";
import { parseCheckpoint } from "../state/checkpoint";
import { openState } from "../state/history";
import type { Stack } from "../stack";

/** By URN of a resource and by its inputs, the URNs of the resources that the values come from. */
export type SourcesByUrn = ReadonlyMap<string, Sources["from"]>;

/** @param file as the program wrote it; it is not there if no value comes from another resource */
export function writtenSources(file: string): Map<string, Sources["from"]> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Sources).map(({ urn, from }) => [urn, from]));
}

/** What the state has recorded of these resources: of what is deleted no program tells any more. */
export async function recordedSources(stack: Stack, urns: ReadonlySet<string>): Promise<Map<string, Sources["from"]>> {
  const stored = urns.size > 0 ? await openState(stack).current() : undefined;
  const { resources = [] } = (stored && parseCheckpoint(stored.bytes).latest) ?? {};
  const doomed = resources.filter(({ urn }) => urns.has(urn));
  return new Map(doomed.map(({ urn, propertyDependencies }) => [urn, listsIn(propertyDependencies)]));
}

/** Of inputs that come from nowhere, the engine writes null as well as an empty list. */
const listsIn = (from: unknown): Sources["from"] =>
  Object.fromEntries(
    Object.entries(isObject(from) ? from : {}).flatMap(([key, urns]) =>
      Array.isArray(urns) ? [[key, urns.map(String)]] : [],
    ),
  );
