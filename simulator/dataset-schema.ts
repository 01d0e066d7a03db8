/** The second step of a dataset: `PUT /datasets/{id}` registers a schema (doc how-to/dataset-custom-partitioning). */
import { isDeepStrictEqual } from "node:util";
import { touched } from "./changes";
import { asText, isObject, without, type Json, type JsonObject } from "./json";
import { writable } from "./objects";
import type { ApiCall } from "./platform";
import { refuse } from "./refusal";
import { begin } from "./work";

/** doc how-to/dataset-custom-partitioning */
const PARTITIONED_TARGETS = ["s3athena", "lakeformation"];

/** Starts the registration; `RegistrationStatus` in the dataset shows its progress (code; values assumed). */
export function registerSchema(call: ApiCall): JsonObject {
  const { platform, body, userId } = call;
  const stored = writable(call);
  const { DatasetSchema: schema, PartitionKeys: partitions = [], ...others } = body;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse("IPV-1001", `Invalid key ${other}, expected DatasetSchema and PartitionKeys.`);
  checkColumns("DatasetSchema", schema);
  if (Array.isArray(schema) && schema.length === 0)
    throw refuse("IPV-1001", "Invalid DatasetSchema, it has no column.");
  checkColumns("PartitionKeys", partitions);
  checkPartitions(stored.properties, partitions);

  const failure = platform.faults.ofWork("fail-registration", call.method, call.path);
  platform.store.put({
    ...stored,
    properties: {
      ...without(stored.properties, ["Message"]),
      DatasetSchema: schema ?? [],
      PartitionKeys: partitions,
      RegistrationStatus: "in_progress",
      ...touched(platform, userId),
    },
    work: { ...stored.work, registration: begin(platform.settings.registration, platform.now(), failure) },
  });
  return { Message: "Dataset schema registration started." };
}

function checkColumns(key: string, columns: Json | undefined): void {
  const names = new Set<string>();
  if (!Array.isArray(columns)) throw refuse("IPV-1001", `Invalid ${key}, expected a list of columns.`);
  for (const column of columns) {
    if (!isObject(column) || typeof column.name !== "string" || typeof column.type !== "string") {
      throw refuse("IPV-1001", `Invalid ${key}, each column has a name and a type.`);
    }
    const name = column.name.toLowerCase(); // assumed after Glue, which ignores case
    if (names.has(name)) throw refuse("IPV-1001", `Invalid ${key}, column ${column.name} is listed twice.`);
    names.add(name);
  }
}

/** Partition keys make S3 paths, so they cannot change once registered (assumed). */
function checkPartitions(dataset: JsonObject, partitions: Json): void {
  if (Array.isArray(partitions) && partitions.length > 0) {
    if (!PARTITIONED_TARGETS.includes(asText(dataset.TargetLocation).toLowerCase())) {
      throw refuse("IPV-1001", `Invalid PartitionKeys, expected TargetLocation ${PARTITIONED_TARGETS.join(" or ")}.`);
    }
  }
  if (dataset.RegistrationStatus === "completed" && !isDeepStrictEqual(partitions, dataset.PartitionKeys)) {
    throw refuse("IPV-1001", "Invalid PartitionKeys, it cannot be changed.");
  }
}
