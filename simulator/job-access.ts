/** What a job may use: `/jobs/{id}/resourceaccess`, asynchronous (doc how-to/resource-access-to-an-ETL). */
import { checkReferences, notFound } from "./check";
import { show } from "./echo";
import { asText, isObject, isStrings, type Json, type JsonObject } from "./json";
import { writable } from "./objects";
import type { ApiCall, Platform } from "./platform";
import { refuse } from "./refusal";
import { ruleOf } from "./rules";
import type { Stored } from "./store";
import { begin } from "./work";

/** The access of a job that was not given any: assumed. */
const NOTHING: JsonObject = { DatasetAccess: { Owner: [], ReadOnly: [] }, ParameterAccess: [], SharedLibraries: [] };

/** `POST`: keys left out stay as they are (assumed); a second request during the first is refused (assumed). */
export function requestAccess(call: ApiCall): JsonObject {
  const { platform, body } = call;
  const stored = writable(call);
  checkAccess(platform, body);
  if (stored.work?.access) throw refuse("GE-1034", `Resource access of job ${call.id} is being updated.`);

  const failure = platform.faults.ofWork("fail-access", call.method, call.path);
  platform.store.put({
    ...stored,
    access: { granted: stored.access?.granted ?? {}, requested: withNames(platform, body) },
    work: { ...stored.work, access: begin(platform.settings.access, platform.now(), failure) },
  });
  return { Message: "Resource access update started." };
}

/** Gives a job its access at once. */
export function grantAccess(platform: Platform, stored: Stored, access: JsonObject): Stored {
  checkAccess(platform, access);
  const changed = { ...stored, access: { granted: { ...stored.access?.granted, ...withNames(platform, access) } } };
  platform.store.put(changed);
  return changed;
}

/** `GET`: the access that the job has now, and the status of the last request. */
export function readAccess({ platform, rule, id }: ApiCall): JsonObject {
  const stored = platform.store.get(rule.collection, id, ["access"]);
  if (!stored) throw notFound(rule, id);
  const { granted = {}, failure } = stored.access ?? {};
  return {
    ...show(rule, { ...NOTHING, ...granted }, platform.settings, platform.random),
    Status: stored.work?.access ? "in_progress" : failure === undefined ? "updated" : "failed",
    ...(failure === undefined ? {} : { Message: failure }),
  };
}

/** Requires the shape of the vendor's sample; other keys would belong to another call. */
function checkAccess({ store }: Platform, body: JsonObject): void {
  const {
    DatasetAccess: datasets = {},
    ParameterAccess: parameters = [],
    SharedLibraries: libraries = [],
    ...others
  } = body;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse("IPV-1001", `Invalid key ${other}, it is not part of the resource access.`);
  if (!isStrings(parameters)) throw refuse("IPV-1001", "Invalid ParameterAccess, expected strings.");
  if (!isStrings(libraries)) throw refuse("IPV-1001", "Invalid SharedLibraries, expected strings.");
  if (!isObject(datasets)) throw refuse("IPV-1001", "Invalid DatasetAccess, expected object.");
  for (const [level, entries] of Object.entries(datasets)) {
    if (level !== "Owner" && level !== "ReadOnly") throw refuse("IPV-1001", `Invalid key DatasetAccess.${level}.`);
    if (!Array.isArray(entries)) throw refuse("IPV-1001", `Invalid DatasetAccess.${level}, expected a list.`);
    for (const entry of entries) checkEntry(level, entry);
  }
  checkReferences(ruleOf("jobs").references, store, body);

  function checkEntry(level: string, entry: Json): void {
    if (!isObject(entry) || typeof entry.DatasetId !== "string") {
      throw refuse("IPV-1001", `Invalid DatasetAccess.${level}, each entry has a DatasetId.`);
    }
    const name = store.get("datasets", entry.DatasetId)?.properties.DatasetName;
    if (name !== undefined && entry.DatasetName !== undefined && entry.DatasetName !== name) {
      throw refuse("IPV-1002", `Invalid DatasetName - ${asText(entry.DatasetName)}, the dataset is ${asText(name)}.`);
    }
  }
}

/** Entries come back with `DatasetName`, as in the sample, even if only the id was sent (assumed). */
function withNames({ store, settings }: Platform, access: JsonObject): JsonObject {
  if (!settings.defaults || access.DatasetAccess === undefined) return access;
  return { ...access, DatasetAccess: { Owner: [], ReadOnly: [], ...named(access.DatasetAccess) } };

  function named(value: Json): JsonObject {
    if (!isObject(value)) return {};
    return Object.fromEntries(
      Object.entries(value).map(([level, entries]) => [
        level,
        Array.isArray(entries) ? entries.map(withName) : entries,
      ]),
    );
  }

  function withName(entry: Json): Json {
    if (!isObject(entry)) return entry;
    const name = store.get("datasets", asText(entry.DatasetId))?.properties.DatasetName;
    return name === undefined ? entry : { ...entry, DatasetName: name };
  }
}
