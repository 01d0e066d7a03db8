import { createHash } from "node:crypto";
import { visible } from "../../providers/visible";
import { isObject } from "../../providers/is-object";
import { parseCheckpoint, Unreadable, type Checkpoint, type Deployment, type Resource } from "./checkpoint";

/** A stack by its full name. */
export interface StackName {
  readonly project: string;
  readonly stack: string;
}

/** An inspected state with all its problems; without checkpoint if it cannot be read. */
export interface Inspected {
  readonly checkpoint?: Checkpoint;
  readonly problems: readonly string[];
}

/** Checks whether bytes are a sound state of this stack, by the engine's rules (`Snapshot.VerifyIntegrity`). */
export function inspect(bytes: Uint8Array, name: StackName): Inspected {
  let checkpoint: Checkpoint;
  try {
    checkpoint = parseCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { problems: [error.message] };
  }
  const wanted = `organization/${name.project}/${name.stack}`;
  const foreign =
    checkpoint.stack === wanted ? [] : [`it is the state of ${visible(checkpoint.stack)}, not of ${wanted}`];
  const problems = checkpoint.latest ? problemsOf(checkpoint.latest, name) : [];
  return { checkpoint, problems: [...foreign, ...problems] };
}

function problemsOf({ manifest, resources }: Deployment, { project, stack }: StackName): string[] {
  const problems: string[] = [];
  if (manifest.magic !== (manifest.version && createHash("sha256").update(manifest.version).digest("hex"))) {
    problems.push("its manifest is inconsistent: the magic does not match the version");
  }
  const everywhere = new Set(resources.map(({ urn }) => urn));
  const before = new Set<string>();
  const live = new Set<string>();
  const providers = new Set<string>();
  for (const resource of resources) {
    const { urn, type, id, custom, provider } = resource;
    const say = (problem: string) => problems.push(`${labelOf(urn)}: ${problem}`);
    if (!urn.startsWith(`urn:pulumi:${stack}::${project}::`)) say("its urn belongs to another stack");
    if (typeof type !== "string" || type === "") say("it has no type");
    if (custom !== true && id) say("it has an id, but is of a kind that has none");
    if (resource["delete"] !== true) {
      if (live.has(urn)) say("it appears twice");
      live.add(urn);
    }
    if (isText(type) && type.startsWith("pulumi:providers:")) providers.add(`${urn}::${String(id)}`);
    if (isText(provider) && provider !== "" && !providers.has(provider) && resource["pendingReplacement"] !== true) {
      say(`its provider ${labelOf(provider)} is not in the state before it`);
    }
    const told = new Set<string>();
    for (const [relation, other] of relationsOf(resource)) {
      if (before.has(other) || told.has(other)) continue;
      told.add(other);
      say(`its ${relation} ${labelOf(other)} ${everywhere.has(other) ? "comes after it" : "is not in the state"}`);
    }
    before.add(urn);
  }
  return [...new Set(problems)];
}

/** The other resources that a resource refers to, by URN. */
export function relationsOf(resource: Resource): (readonly [relation: string, urn: string])[] {
  const { parent, dependencies, propertyDependencies, deletedWith, replaceWith } = resource;
  const each = (relation: string, urns: unknown) =>
    (Array.isArray(urns) ? urns : [urns])
      .filter((urn) => isText(urn) && urn !== "")
      .map((urn) => [relation, String(urn)] as const);
  return [
    ...each("parent", parent),
    ...each("dependency", dependencies),
    ...(isObject(propertyDependencies)
      ? Object.entries(propertyDependencies).flatMap(([key, urns]) => each(`dependency in ${visible(key)}`, urns))
      : []),
    ...each("deletedWith", deletedWith),
    ...each("replaceWith", replaceWith),
  ];
}

/** Type and name of a resource, for people. */
export function labelOf(urn: string): string {
  const [, , type = "", ...name] = urn.split("::");
  return visible(name.length > 0 ? `${type.split(":").at(-1) ?? ""} ${name.join("::")}` : urn);
}

const isText = (value: unknown): value is string => typeof value === "string";
