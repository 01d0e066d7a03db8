import type { ResourceType } from "../catalog/type";

const NAMESPACE = "pulumi-nodejs:dynamic/amorphic:";

/** The type of a resource in Pulumi's state. */
export const urnType = (type: ResourceType): string => NAMESPACE + type.name;

/** Whether a resource's type is one of Amorphic's. */
const isOurs = (type: string): boolean => type.startsWith(NAMESPACE);

/** Pulumi's type token. In a URN, the types of the parents precede it: `acme:Team$aws:s3/bucket:Bucket`. */
export const tokenOf = (urn: string): string => (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";

/** `Dataset` for `urn:pulumi:dev::amorphic::pulumi-nodejs:dynamic/amorphic:Dataset::rOrders`; undefined if not ours. */
export function typeOf(urn: string): string | undefined {
  const token = tokenOf(urn);
  return isOurs(token) ? token.slice(NAMESPACE.length) : undefined;
}

/** The name of a resource's type in plans: the catalog's name for our types, Pulumi's token for others. */
export const typeName = (urn: string): string => typeOf(urn) ?? tokenOf(urn);

/** The last part of a URN, which may itself contain `::`. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The names of the resources, sorted and without duplicates. */
export const namesOf = (urns: readonly string[]): string[] => [...new Set(urns.map(nameOf))].sort();

/** The URNs of a resource under its former names. */
export function formerUrns(urn: string, { renamedFrom }: Readonly<Record<string, unknown>>): string[] {
  const names = Array.isArray(renamedFrom) ? renamedFrom.map(String) : [];
  return names.map((name) => urn.slice(0, -nameOf(urn).length) + name);
}

/** The value of a resource's `__provider`: see `AmorphicResource`. */
export const handlerText = (type: ResourceType): string =>
  `exports.handler=()=>require("@amorphic-cicd/providers/handler").${type.name}`;
