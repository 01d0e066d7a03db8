import { keyOf, type Live } from "../../../../commands/import/write/object";
import { catalog } from "../../../../providers/catalog";
import type { JsonObject } from "../../../../providers/client/api";
import { typeOf } from "../../../lifecycle/stage";

/** An object of the platform; its id is derived from its type and name, and as long as a real one. */
export function live(name: string, object: JsonObject, more: Partial<Live> = {}): Live {
  const type = typeOf(name);
  const key = keyOf(type, object, new Map());
  const isMade = !Object.hasOwn(type.fields, type.id[0] ?? "");
  const id = isMade ? `id-of-${name}-${key.join("-")}` : type.id.map((part) => String(object[part])).join("#");
  const whole = isMade ? { ...object, [type.id[0] ?? ""]: id } : object;
  return { type, id, key, listed: whole, object: whole, grants: [], ...more };
}

const DATASET = { DatasourceType: "Api", FileType: "CSV", TargetLocation: "S3Athena", TableUpdate: "Append" };

export const dataset = (Domain: string, DatasetName: string, more: JsonObject = {}): Live =>
  live("Dataset", { Domain, DatasetName, ...DATASET, ...more });

export const domain = (DomainName: string, more: JsonObject = {}): Live =>
  live("Domain", { DomainName, DisplayName: DomainName, ...more });

export const NOTHING_TAKEN = {
  catalog,
  taken: { logicalIds: new Set<string>(), directories: new Set<string>(), variables: new Set<string>() },
  defined: [],
};
