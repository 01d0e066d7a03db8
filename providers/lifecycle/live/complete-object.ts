import { basename } from "node:path";
import type { Download, ResourceType } from "../../catalog/type";
import { ApiError, isAnswer, type Api, type JsonObject } from "../../client/api";
import { allOf } from "../../client/paging";
import { fieldOf, stepOf, subjectOf, type Grant, type Properties } from "../inputs";
import { call } from "../call";
import { get, idOf, list, withParts } from "./live";
import { allGrants } from "../share";

/** An object of the platform with all that can be read of it. */
export interface CompleteObject {
  /** The object's own keys, and those that separate calls return, such as a job's access. */
  readonly object: JsonObject;
  readonly grants: readonly Grant[];
}

/** A file of an object, as the platform has it. */
export interface LiveFile {
  readonly artifact: string;
  readonly name: string;
  readonly bytes: Buffer;
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

/**
 * The files of an object, as far as the platform returns them: all of an artifact or none, as a part would be taken for
 * the whole.
 * @returns the files, and why others could not be read, each reason as a sentence
 */
export async function readFiles(
  api: Api,
  type: ResourceType,
  id: string,
  object: JsonObject,
): Promise<{ files: LiveFile[]; reasons: string[] }> {
  const files: LiveFile[] = [];
  const reasons: string[] = [];
  for (const step of type.steps) {
    if (step.kind !== "upload") continue;
    const { download, artifact } = step;
    if (!download) {
      reasons.push(`Amorphic gives no way to read a ${artifact}.`);
      continue;
    }
    try {
      const names = namesIn(object[download.files]);
      const contents = await Promise.all(names.map((name) => readFile(api, type, download, id, object, name)));
      files.push(...contents.map((bytes, i) => ({ artifact, name: names[i] ?? "", bytes })));
    } catch (error) {
      if (!isAnswer(error)) throw error;
      // The reason omits the object's name and id, as it may apply to the whole type.
      const { status, code } = error.answer;
      const said = [...(status === undefined ? [] : [`HTTP ${String(status)}`]), ...(code === undefined ? [] : [code])];
      const why = said.length > 0 ? ` (${said.join(", ")})` : "";
      reasons.push(`${download.call.method} ${download.call.path} returned no ${artifact}${why}.`);
    }
  }
  return { files, reasons };
}

async function readFile(
  api: Api,
  type: ResourceType,
  { call: ask, link }: Download,
  id: string,
  object: JsonObject,
  name: string,
): Promise<Buffer> {
  const subject = subjectOf(type, object);
  const answer = await call(api, type, ask, { ...object, FileName: name }, { id });
  const url = answer[link];
  if (typeof url === "string") return api.download(url, subject);
  throw new ApiError("refused", `${subject}: ${ask.method} ${ask.path} answered without ${link}.`);
}

/** The file names in a location (`s3://bucket/job/script.py`) or in a list of names. */
function namesIn(files: unknown): string[] {
  const texts = [files].flat().filter((file) => typeof file === "string");
  return texts.map((text) => basename(text)).filter((name) => name !== "");
}
