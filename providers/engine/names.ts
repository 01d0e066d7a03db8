import type { ResourceType } from "../catalog/type";

const NAMESPACE = "pulumi-nodejs:dynamic/amorphic:";

/** The type of a resource as the engine's state has it. */
export const urnType = (type: ResourceType): string => NAMESPACE + type.name;

/** Whether a resource's type is one of Amorphic's. */
const isOurs = (type: string): boolean => type.startsWith(NAMESPACE);

/** Pulumi's token for a resource's type. In the URN the types of its parents stand before it: `acme:Team$aws:s3/bucket:Bucket`. */
export const tokenOf = (urn: string): string => (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";

/** `Dataset` of `urn:pulumi:dev::amorphic::pulumi-nodejs:dynamic/amorphic:Dataset::rOrders`, if it is one of ours. */
export function typeOf(urn: string): string | undefined {
  const token = tokenOf(urn);
  return isOurs(token) ? token.slice(NAMESPACE.length) : undefined;
}

/** What plans call a resource's type: of ours the catalog's name, of another provider's Pulumi's token. */
export const typeName = (urn: string): string => typeOf(urn) ?? tokenOf(urn);

/** The last part of a URN, which may hold `::` itself. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The names of these resources, each once and in order. */
export const namesOf = (urns: readonly string[]): string[] => [...new Set(urns.map(nameOf))].sort();

/** The URNs that a resource would have by the names it had before. */
export function formerUrns(urn: string, { renamedFrom }: Readonly<Record<string, unknown>>): string[] {
  const names = Array.isArray(renamedFrom) ? renamedFrom.map(String) : [];
  return names.map((name) => urn.slice(0, -nameOf(urn).length) + name);
}

/** What a resource holds as `__provider`: see `AmorphicResource`. */
export const handlerText = (type: ResourceType): string =>
  `exports.handler=()=>require("@amorphic-cicd/providers/handler").${type.name}`;
