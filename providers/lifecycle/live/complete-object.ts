import type { ResourceType } from "../../catalog/type";
import type { Api, JsonObject } from "../../client/api";
import { allOf } from "../../client/paging";
import { fieldOf, stepOf, type Grant, type Properties } from "../inputs";
import { get, idOf, list, withParts } from "./live";
import { allGrants } from "../share";

/** An object of the platform with all that can be read of it. */
export interface CompleteObject {
  /** The object's own keys, and those that separate calls return, such as a job's access. */
  readonly object: JsonObject;
  readonly grants: readonly Grant[];
}

/** An object as a list shows it, which may be no more than its id and its natural key. */
export interface Listed {
  /** Absent if the list does not show it. */
  readonly id?: string;
  readonly object: JsonObject;
}

/**
 * All objects of the type.
 * @param place for a type below other objects: the properties that the list's path needs
 */
export async function listAll(api: Api, type: ResourceType, place: Properties): Promise<Listed[]> {
  return (await allOf(list(api, type, place))).map((object) => {
    const id = idOf(type, object);
    return { ...(id !== undefined && { id }), object: { ...object, ...place } };
  });
}

/** @returns undefined if the object is gone, which a list may still show */
export async function readComplete(
  api: Api,
  type: ResourceType,
  id: string,
  listed: JsonObject,
): Promise<CompleteObject | undefined> {
  const own = await get(api, type, id, listed);
  if (own === undefined) return undefined;
  const inPath = Object.keys(type.fields).filter((key) => fieldOf(type, key)?.inPathOnly);
  const object = { ...own, ...Object.fromEntries(inPath.map((key) => [key, listed[key]])) };
  const elsewhere = Object.keys(type.fields).filter((key) => {
    const step = stepOf(type, key);
    return step?.kind === "send" && step.read !== undefined;
  });
  const asked = { ...object, ...Object.fromEntries(elsewhere.map((key) => [key, undefined])) };
  const parts = await withParts(api, type, id, asked, object);
  const grants = type.share ? await allGrants(api, type, id, object) : [];
  return { object: { ...object, ...Object.fromEntries(elsewhere.map((key) => [key, parts[key]])) }, grants };
}
