import { isDeepStrictEqual } from "node:util";
import { wholeOutputs } from "../../providers/engine/stand-in";
import { isObject } from "../../providers/is-object";
import { isEmpty } from "../../providers/lifecycle/values";
import { visible } from "../../providers/visible";
import { PULUMI_SIGNATURE } from "../../providers/pulumi-marks";
import { valuesOf, type Checkpoint, type Resource } from "./checkpoint";
import { labelOf } from "./integrity";

/** How two states differ, resource by resource. Names only: values may be secret. */
export interface Differences {
  /** Only in the second. */
  readonly added: readonly string[];
  /** Only in the first. */
  readonly removed: readonly string[];
  /** In both, with the fields that differ, such as `id` or `outputs.DatasetName`. */
  readonly changed: readonly { readonly resource: string; readonly fields: readonly string[] }[];
}

/** Fields that matter; the rest is times, source positions and the engine's internals. */
const FIELDS = ["id", "type", "parent", "provider", "dependencies", "delete"] as const;
const VALUES = ["inputs", "outputs"] as const;

export function compare(from: Checkpoint, to: Checkpoint): Differences {
  const [before, after] = [byUrn(from), byUrn(to)];
  const only = (these: Map<string, Resource>, those: Map<string, Resource>) =>
    [...these.keys()].filter((key) => !those.has(key)).map(labelOf);
  return {
    added: only(after, before),
    removed: only(before, after),
    changed: [...before].flatMap(([key, resource]) => {
      const other = after.get(key);
      const fields = other ? fieldsThatDiffer(resource, other) : [];
      return fields.length > 0 ? [{ resource: labelOf(key), fields }] : [];
    }),
  };
}

export const isSame = ({ added, removed, changed }: Differences): boolean =>
  added.length + removed.length + changed.length === 0;

/** A resource pending deletion has the URN of its replacement. */
function byUrn({ latest }: Checkpoint): Map<string, Resource> {
  return new Map(
    latest?.resources.map((one) => [one["delete"] === true ? `${one.urn} ${String(one["id"])}` : one.urn, one]),
  );
}

function fieldsThatDiffer(one: Resource, other: Resource): string[] {
  const plain = FIELDS.filter((field) => !isDeepStrictEqual(plainly(one[field]), plainly(other[field])));
  const [before, after] = [wholeValues(one), wholeValues(other)];
  const values = VALUES.flatMap((field) => {
    const [from, to] = [before[field], after[field]] as const;
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return keys
      .filter((key) => !isDeepStrictEqual(blotted(from[key]), blotted(to[key])))
      .map((key) => `${field}.${key}`);
  });
  return [...plain, ...values].map(visible);
}

/** One version of amorphic-cicd writes outputs in full, another marks those that equal the inputs. */
function wholeValues(resource: Resource): Record<(typeof VALUES)[number], Values> {
  const values = valuesOf(resource);
  return { ...values, outputs: wholeOutputs(resource.urn, values) };
}

/** Some engine versions write empty values, others omit them. Dependencies have no order. */
const plainly = (value: unknown): unknown =>
  isEmpty(value) || value === false ? undefined : Array.isArray(value) ? value.map(String).sort() : value;

type Values = Readonly<Record<string, unknown>>;

function blotted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blotted);
  if (!isObject(value)) return value;
  // The ciphertext differs with each encryption.
  if (PULUMI_SIGNATURE in value) return { [PULUMI_SIGNATURE]: value[PULUMI_SIGNATURE] };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, blotted(inner)]));
}
