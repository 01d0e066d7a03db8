import { isDeepStrictEqual } from "node:util";
import { wholeOutputs } from "../../providers/engine/stand-in";
import { isObject } from "../../providers/is-object";
import { isEmpty } from "../../providers/lifecycle/values";
import { visible } from "../../providers/visible";
import { PULUMI_SIGNATURE } from "../engine-event";
import { valuesOf, type Checkpoint, type Resource } from "./checkpoint";
import { labelOf } from "./integrity";

/** What one state knows and another does not, resource by resource. Names only: values may be secret. */
export interface Differences {
  /** Only the second knows them. */
  readonly added: readonly string[];
  /** Only the first knows them. */
  readonly removed: readonly string[];
  /** Both know them, not alike; with what differs, such as `id` or `outputs.DatasetName`. */
  readonly changed: readonly { readonly resource: string; readonly fields: readonly string[] }[];
}

/** What says something of an object; the rest is times, source positions, and what the engine keeps for itself. */
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

/** One that awaits its deletion has the URN of its replacement. */
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

/** Of two versions of ours one writes in full what another says to be as in the inputs. */
function wholeValues(resource: Resource): Record<(typeof VALUES)[number], Values> {
  const values = valuesOf(resource);
  return { ...values, outputs: wholeOutputs(resource.urn, values) };
}

/** In some versions the engine writes what is empty, in others it leaves it out. Dependencies have no order. */
const plainly = (value: unknown): unknown =>
  isEmpty(value) || value === false ? undefined : Array.isArray(value) ? value.map(String).sort() : value;

type Values = Readonly<Record<string, unknown>>;

function blotted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blotted);
  if (!isObject(value)) return value;
  // The text of a secret differs each time it is encrypted.
  if (PULUMI_SIGNATURE in value) return { [PULUMI_SIGNATURE]: value[PULUMI_SIGNATURE] };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, blotted(inner)]));
}
