import { ApiError, type Api, type JsonObject } from "../client/api";
import type { ResourceType } from "../catalog/type";
import { asMine, same } from "./compare";
import { definedKeys, fieldOf, naturalKey, stepOf, subjectOf, type Properties } from "./inputs";
import { pathOf } from "./steps";

/** The object with this id, or undefined if it does not exist. */
export async function get(api: Api, type: ResourceType, id: string, subject: string): Promise<JsonObject | undefined> {
  try {
    return await api.send({ method: type.read.method, path: pathOf(type.read, id), subject });
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  }
}

export const list = (api: Api, type: ResourceType): Promise<JsonObject[]> =>
  api.list({ path: type.list.path, items: type.list.items, subject: `All of type ${type.name}` });

/** The object that bears the resource's natural key, whole, or undefined. */
export async function find(api: Api, type: ResourceType, mine: Properties): Promise<JsonObject | undefined> {
  const bears = (object: JsonObject) =>
    type.naturalKey.every((key) => same(mine[key], object[key], fieldOf(type, key)));
  const listed = (await list(api, type)).find(bears);
  const id = listed && idOf(type, listed);
  if (id === undefined || isWhole(type, mine, listed ?? {})) return listed;
  return get(api, type, id, subjectOf(type, mine));
}

/** @returns the object's id, or undefined if a part of it is missing */
export function idOf(type: ResourceType, object: JsonObject): string | undefined {
  const parts = type.id.map((key) => object[key]);
  const known = parts.every((part) => typeof part === "string" || typeof part === "number");
  return known && parts.length > 0 ? parts.map(String).join("#") : undefined;
}

/** Whether the object says something about every property we manage; summaries in lists do not. */
export function isWhole(type: ResourceType, mine: Properties, object: JsonObject): boolean {
  return definedKeys(type, mine)
    .filter((key) => stepRead(type, key) === undefined && !fieldOf(type, key)?.writeOnly)
    .every((key) => Object.hasOwn(object, key));
}

/** The object together with what other calls hold of it, as far as the resource manages that. */
export async function withParts(
  api: Api,
  type: ResourceType,
  id: string,
  mine: Properties,
  object: JsonObject,
): Promise<JsonObject> {
  const keys = definedKeys(type, mine);
  const calls = new Set(keys.map((key) => stepRead(type, key)).filter((call) => call !== undefined));
  const parts = await Promise.all(
    [...calls].map((call) => api.send({ method: call.method, path: pathOf(call, id), subject: subjectOf(type, mine) })),
  );
  return Object.assign({}, object, ...parts) as JsonObject;
}

/** What we manage, as the platform holds it now; see `asMine`. */
export function project(type: ResourceType, mine: Properties, object: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    definedKeys(type, mine).map((key) => {
      const echoed = Object.hasOwn(object, key) || fieldOf(type, key) !== undefined;
      // A property that the catalog does not know and the API does not echo cannot be compared.
      return [key, echoed ? asMine(mine[key], object[key], fieldOf(type, key)) : mine[key]];
    }),
  );
}

/** The type's outputs as far as the object holds them. */
export function outputsOf(type: ResourceType, object: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(type.outputs)
      .filter((key) => object[key] !== undefined)
      .map((key) => [key, object[key]]),
  );
}

export const keyText = (type: ResourceType, properties: Properties): string =>
  type.naturalKey.map((key, i) => `${key} ${JSON.stringify(naturalKey(type, properties)[i])}`).join(", ");

function stepRead(type: ResourceType, key: string) {
  const step = stepOf(type, key);
  return step?.kind === "send" ? step.read : undefined;
}
