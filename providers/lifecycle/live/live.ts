import { isNotFound, type Api, type JsonObject, type Page } from "../../client/api";
import type { Call, Field, ResourceType } from "../../catalog/type";
import { call, fromPlatform } from "../call";
import { normalizeLive, same } from "../compare";
import { definedKeys, fieldOf, isImmutable, naturalKey, pathOf, stepOf, type Properties } from "../inputs";

/** The object with this id, or undefined if it does not exist. */
export const get = (api: Api, type: ResourceType, id: string, mine: Properties): Promise<JsonObject | undefined> =>
  ask(api, type.read, type, id, mine);

async function ask(
  api: Api,
  what: Call,
  type: ResourceType,
  id: string,
  mine: Properties,
): Promise<JsonObject | undefined> {
  try {
    return await call(api, type, what, mine, { id });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All objects of the type; for a type below another object, all below the same one, and none if that is gone. */
export async function* list(api: Api, type: ResourceType, mine: Properties): AsyncGenerator<Page, void> {
  const request = {
    path: pathOf(type.list, mine),
    items: type.list.items,
    subject: `All of type ${type.name}`,
    idOf: (object: JsonObject) => idOf(type, fromPlatform(type, object)),
  };
  try {
    for await (const page of api.list(request)) {
      yield { ...page, objects: page.objects.map((object) => fromPlatform(type, object)) };
    }
  } catch (error) {
    // Any other list exists even if it is empty, so "not found" means that its path is wrong.
    if (!isNotFound(error) || !isBelowAnother(type)) throw error;
  }
}

const isBelowAnother = (type: ResourceType): boolean =>
  Object.entries(type.fields).some(([key, field]) => field.inPathOnly && type.list.path.includes(`{${key}}`));

/**
 * The whole object with the resource's natural key, or undefined. A list may still show an object that is gone.
 * @param isMade whether we made the object: only then it may be one whose key is in another case, see `inAnyCase`
 */
export async function find(
  api: Api,
  type: ResourceType,
  mine: Properties,
  isMade: (object: JsonObject) => boolean = () => false,
): Promise<JsonObject | undefined> {
  const whole = (listed: JsonObject) => {
    const id = idOf(type, listed);
    return id === undefined ? listed : get(api, type, id, mine);
  };
  const similar: JsonObject[] = [];
  for await (const { objects } of list(api, type, mine)) {
    for (const listed of objects.filter((object) => hasNaturalKey(type, mine, object, inAnyCase))) {
      const isExact = hasNaturalKey(type, mine, listed);
      const object = isExact ? await whole(listed) : undefined;
      if (object) return object;
      if (!isExact) similar.push(listed);
    }
  }
  for (const listed of similar) {
    const object = await whole(listed);
    if (object && isMade(object)) return object;
  }
  return undefined;
}

/** The platform may spell a name in another case, as Glue does with databases and tables. */
const inAnyCase = (field: Field | undefined) => ({ ...field, caseInsensitive: true as const });

/** Whether the object has the resource's natural key. Parts of the list's path are the same for all objects in it. */
export const hasNaturalKey = (
  type: ResourceType,
  mine: Properties,
  object: JsonObject,
  comparedAs = (field: Field | undefined): Partial<Field> | undefined => field,
): boolean =>
  type.naturalKey.every((key) => {
    const field = fieldOf(type, key);
    return field?.inPathOnly ?? same(mine[key], object[key], comparedAs(field));
  });

/** @returns the object's id, or undefined if a part of it is missing */
export function idOf(type: ResourceType, object: JsonObject): string | undefined {
  const parts = type.id.map((key) => object[key]);
  const known = parts.every((part) => typeof part === "string" || typeof part === "number");
  return known && parts.length > 0 ? parts.map(String).join("#") : undefined;
}

/** Whether the object says something about every property we manage; summaries in lists do not. */
export function isWhole(type: ResourceType, mine: Properties, object: JsonObject): boolean {
  return definedKeys(type, mine)
    .filter((key) => stepRead(type, key) === undefined && !isSilent(fieldOf(type, key)))
    .every((key) => Object.hasOwn(object, key));
}

/**
 * The object together with the parts that other calls return, as far as the resource manages them. Parts not found are
 * empty: a list may still show an object that is gone, which must not fail the refresh of all others.
 */
export async function withParts(
  api: Api,
  type: ResourceType,
  id: string,
  mine: Properties,
  object: JsonObject,
): Promise<JsonObject> {
  const keys = definedKeys(type, mine);
  const calls = new Set(keys.map((key) => stepRead(type, key)).filter((each) => each !== undefined));
  const parts = await Promise.all([...calls].map((each) => ask(api, each, type, id, mine)));
  return Object.assign({}, object, ...parts) as JsonObject;
}

/** What we manage, as the platform holds it now; see `normalizeLive`. */
export function project(type: ResourceType, mine: Properties, object: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    definedKeys(type, mine).map((key) => {
      const field = fieldOf(type, key);
      // What the API does not echo cannot be compared if the catalog does not know it, or knows it as immutable.
      const isKnown = Object.hasOwn(object, key) || (field !== undefined && !isImmutable(type, key));
      const compared = type.naturalKey.includes(key) ? inAnyCase(field) : field;
      return [key, isKnown && !isSilent(field) ? normalizeLive(mine[key], object[key], compared) : mine[key]];
    }),
  );
}

/** Whether the object need not show the field. */
const isSilent = (field: Field | undefined): boolean => (field?.writeOnly ?? field?.inPathOnly) === true;

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
