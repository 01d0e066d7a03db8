import { appendFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { isPlain } from "./packing";

/**
 * Names the file that a program writes to where the values of its resources come from, one `Sources` a line. For
 * `amorphic-cicd plan`: the engine knows it and keeps it in state, but its events leave it out.
 */
const SOURCES_FILE = "AMORPHIC_CICD_SOURCES";

/** Of one resource. */
export interface Sources {
  readonly urn: string;
  /** By input, the URNs of the resources that its value comes from. */
  readonly from: Readonly<Record<string, readonly string[]>>;
}

/** Writes down where the inputs of a resource come from, as soon as that is known; if somebody wants to know it. */
export function noteSources(resource: pulumi.Resource, inputs: pulumi.Inputs): void {
  const file = process.env[SOURCES_FILE];
  if (file === undefined) return;
  const linked = Object.entries(inputs).filter(([, value]) => !isPlain(value));
  if (linked.length === 0) return;
  const write = (sources: Sources): void => appendFileSync(file, `${JSON.stringify(sources)}\n`);
  const found = Promise.all(linked.map(async ([key, value]) => [key, await resourcesIn(key, value)] as const));
  // Where it cannot be found out, the registration fails of the same, and the engine tells of that.
  found.then(
    (from) => pulumi.output({ urn: resource.urn, from: Object.fromEntries(from) }).apply(write),
    () => undefined,
  );
}

/** As the SDK itself finds out the dependencies of an input: what is registered. */
async function resourcesIn(key: string, value: unknown): Promise<pulumi.Output<string>[]> {
  const resources = new Set<pulumi.Resource>();
  await pulumi.runtime.serializeProperty(key, value, resources);
  return [...resources].map(({ urn }) => urn);
}
