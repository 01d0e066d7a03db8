import { gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import { isObject } from "../../providers/is-object";

/** A state as Pulumi's DIY backends store it (`apitype.VersionedCheckpoint` with a `CheckpointV3`). */
export interface Checkpoint {
  /** Fully qualified: `organization/<project>/<stack>`. */
  readonly stack: string;
  /** Absent before the first deployment. */
  readonly latest?: Deployment;
}

export interface Deployment {
  readonly manifest: { readonly time: string; readonly magic: string; readonly version: string };
  readonly secretsProvider?: { readonly type: string; readonly state: Readonly<Record<string, unknown>> };
  readonly resources: readonly Resource[];
  /** Operations left open by a killed run. */
  readonly pending: readonly Pending[];
}

export interface Pending {
  /** Such as `creating`. */
  readonly type: string;
  readonly urn: string;
}

/** A resource as stored; `integrity.ts` checks whether it makes sense. */
export type Resource = Readonly<Record<string, unknown>> & { readonly urn: string };

/** Inputs and outputs of a resource, empty if missing. */
export const valuesOf = ({ inputs, outputs }: Resource) => ({
  inputs: isObject(inputs) ? inputs : {},
  outputs: isObject(outputs) ? outputs : {},
});

/** The compressed formats that Pulumi writes, recognized by their first bytes. */
const COMPRESSIONS = [
  { ending: ".gz", magic: [0x1f, 0x8b], unpack: (bytes: Uint8Array): Uint8Array => gunzipSync(bytes) },
  { ending: ".zst", magic: [0x28, 0xb5, 0x2f, 0xfd], unpack: (bytes: Uint8Array): Uint8Array => decompress(bytes) },
] as const;

const compressionOf = (bytes: Uint8Array) =>
  COMPRESSIONS.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));

/** File extension for these bytes, after `.json`. */
export const endingOf = (bytes: Uint8Array): string => compressionOf(bytes)?.ending ?? "";

/** Possible extensions of state files. */
export const ENDINGS = [".json", ...COMPRESSIONS.map(({ ending }) => `.json${ending}`)];

/** @throws Error if compressed bytes are damaged */
export const unpacked = (bytes: Uint8Array): string =>
  Buffer.from(compressionOf(bytes)?.unpack(bytes) ?? bytes).toString("utf8");

/** Says why bytes are not a state. */
export class Unreadable extends Error {}

/** @throws Unreadable */
export function parseCheckpoint(bytes: Uint8Array): Checkpoint {
  const { version, checkpoint } = objectIn(bytes);
  if (version !== 3 && version !== 4) {
    throw new Unreadable(`its format has version ${String(version)}; only 3 and 4 are known`);
  }
  if (!isObject(checkpoint) || typeof checkpoint["stack"] !== "string") throw new Unreadable("it names no stack");
  const { stack, latest } = checkpoint;
  return { stack, ...(latest !== undefined && latest !== null && { latest: parseDeployment(latest) }) };
}

function objectIn(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length === 0) throw new Unreadable("it is empty");
  let text: string;
  try {
    text = unpacked(bytes);
  } catch (error) {
    throw new Unreadable(`it is compressed and cannot be decompressed: ${(error as Error).message}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    throw new Unreadable(`it is not valid JSON${text.trimEnd().endsWith("}") ? "" : "; its end seems to be missing"}`);
  }
  throw new Unreadable("it is not a JSON object");
}

/** The same state without some resources; not compressed, as Pulumi goes by the first bytes. @throws Unreadable */
export function withoutResources(bytes: Uint8Array, urns: ReadonlySet<string>): Buffer {
  const state = objectIn(bytes) as { checkpoint?: { latest?: { resources?: { urn: string }[] } } };
  const { latest } = state.checkpoint ?? {};
  if (latest) latest.resources = latest.resources?.filter(({ urn }) => !urns.has(urn)) ?? [];
  return Buffer.from(JSON.stringify(state, undefined, 4));
}

function parseDeployment(value: unknown): Deployment {
  if (!isObject(value) || !isObject(value["manifest"])) throw new Unreadable("it has no manifest");
  const { manifest, secrets_providers: secrets, resources = [], pending_operations: pending } = value;
  if (!Array.isArray(resources)) throw new Unreadable("its resources are not a list");
  return {
    manifest: { time: text(manifest["time"]), magic: text(manifest["magic"]), version: text(manifest["version"]) },
    ...(isObject(secrets) && {
      secretsProvider: { type: text(secrets["type"]), state: isObject(secrets["state"]) ? secrets["state"] : {} },
    }),
    resources: resources.map((one: unknown, index) => {
      if (!isObject(one) || typeof one["urn"] !== "string" || one["urn"] === "") {
        throw new Unreadable(`resource ${String(index + 1)} has no urn`);
      }
      return { ...one, urn: one["urn"] };
    }),
    pending: (Array.isArray(pending) ? pending : []).filter(isObject).map(({ type, resource }) => ({
      type: text(type),
      urn: isObject(resource) ? text(resource["urn"]) : "",
    })),
  };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
