import type { Field, Output, ResourceType, Step } from "./type";
import { isObject } from "../is-object";
import { own } from "../own";

/** Only what differs from the catalog's entry, in the same form. `null` and `false` remove a fact. */
export type Correction = Readonly<Record<string, unknown>>;

/** By name of the type. */
export type Corrections = Readonly<Record<string, Correction>>;

const BECAUSE = "corrected in amorphic.catalog.json";

/** The catalog with the corrections applied; they must be valid, see `checkCorrections`. */
export function correct(
  catalog: ReadonlyMap<string, ResourceType>,
  corrections: Corrections,
): ReadonlyMap<string, ResourceType> {
  return new Map(
    [...catalog].map(([name, type]) => {
      const correction = own(corrections, name);
      return [name, correction ? correctType(type, correction) : type];
    }),
  );
}

/** The type with one correction applied. */
export function correctType(type: ResourceType, correction: Correction): ResourceType {
  const { steps = {}, serverOwned = [], ...rest } = correction;
  const merged = merge(type, rest) as unknown as ResourceType;
  const corrected = {
    ...merged,
    fields: mapValues(merged.fields, (field, key) => ({
      ...described(field),
      ...(isFixed(merged, key) && { immutable: true as const }),
    })),
    steps: type.steps.map(
      (step) => merge(step, own(steps as Readonly<Record<string, object>>, step.name) ?? {}) as unknown as Step,
    ),
  };
  return {
    ...corrected,
    outputs: outputsOf(type, corrected),
    serverOwned: [...new Set([...type.serverOwned, ...(serverOwned as string[]), ...statusesOf(corrected.steps)])],
  };
}

/** Merges objects key by key; lists, plain values and defaults are replaced. */
function merge(base: object, correction: object): Record<string, unknown> {
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(correction) as [string, unknown][]) {
    const before = merged.get(key);
    if (value === null || (value === false && key !== "default")) merged.delete(key);
    else if (key !== "default" && isObject(value)) merged.set(key, merge(isObject(before) ? before : {}, value));
    else merged.set(key, value);
  }
  // Calls and patterns have a reason, but the keys here may also be the names of properties or values, such as `method`.
  const holdsTexts = (...keys: string[]): boolean => keys.every((key) => typeof merged.get(key) === "string");
  if (holdsTexts("method", "path") || holdsTexts("matches", "says")) merged.set("because", BECAUSE);
  return Object.fromEntries(merged);
}

/** Without an update call, only fields that a step sends can be changed in place. */
const isFixed = ({ update, steps }: ResourceType, key: string): boolean =>
  update === undefined && !steps.some((step) => step.kind === "send" && step.fields.includes(key));

/** Adds the description and the reason on every level, as a field that a correction adds may lack them. */
function described(field: Partial<Field> & Pick<Field, "type">): Field {
  const { description = "A property that amorphic.catalog.json adds.", because = BECAUSE, fields, items } = field;
  return {
    ...field,
    description,
    because,
    ...(fields && { fields: mapValues(fields, described) }),
    ...(items && { items: described(items) }),
  };
}

/** Keys of the id are outputs unless definitions write them; keys that are no longer part of it are dropped. */
function outputsOf(before: ResourceType, { id, fields, outputs }: ResourceType): Readonly<Record<string, Output>> {
  const gone = before.id.filter((key) => !id.includes(key));
  const made = id.filter((key) => !Object.hasOwn(fields, key) && !Object.hasOwn(outputs, key));
  const kept = Object.entries(outputs).filter(([key]) => !gone.includes(key));
  const described = { description: `The id of the ${before.name}.`, because: BECAUSE };
  return Object.fromEntries([...kept, ...made.map((key) => [key, described] as const)]);
}

/** The keys under which the live object shows the status of a step; they must not be sent back. */
const statusesOf = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => (step.kind === "send" && step.wait ? [step.wait.field] : []));

const mapValues = <T>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
