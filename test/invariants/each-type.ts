import type { Field, ResourceType } from "../../providers/catalog/type";
import { samples } from "../samples";
import type { Sample } from "../samples/sample";
import type { Definition } from "../support/mini-engine";
import { kind } from "./kinds";

/** A type with its sample. */
export interface Case extends Sample {
  readonly type: ResourceType;
  /** The sample's resource after all it needs. */
  readonly all: readonly Definition[];
  /** All of it with another definition of the resource. */
  readonly with: (changes: Partial<Definition>) => readonly Definition[];
  /** All of it with one property of the resource set to another value. */
  readonly withProperty: (key: string, value: unknown) => readonly Definition[];
  readonly id: string;
  /** Whether a step of its own sends the property. */
  readonly inStep: (key: string) => boolean;
}

/** Describes every type of the catalog in the same words. */
export function eachType(describeOne: (subject: Case) => void): void {
  for (const type of kind().catalog.values()) {
    describe(type.name, () => {
      const sample = samples.get(type.name);
      if (sample) describeOne(caseOf(type, sample));
      else it("has a sample in test/samples", () => Promise.reject(new Error(`${type.name} has no sample`)));
    });
  }
}

function caseOf(type: ResourceType, sample: Sample): Case {
  const { needs, subject } = sample;
  const withOther = (changes: Partial<Definition>) => [...needs, { ...subject, ...changes }];
  return {
    ...sample,
    type,
    id: subject.logicalId,
    inStep: (key) => type.steps.some((step) => step.kind === "send" && step.fields.includes(key)),
    all: [...needs, subject],
    with: withOther,
    withProperty: (key, value) => withOther({ properties: { ...subject.properties, [key]: value } }),
  };
}

/** The type's own fields that change in place, or those that do not. */
export const fieldsThat = (type: ResourceType, change: "change" | "stay"): [string, Field][] =>
  Object.entries(type.fields).filter(([, field]) => (field.immutable === true) === (change === "stay"));

/**
 * Those of them that are tested one by one. Facts are about calls and names: on a platform with other facts it is one field
 * for each call that sends fields, and every one that has another name or other values there.
 */
export function fieldsToTry(type: ResourceType, change: "change" | "stay"): [string, Field][] {
  const fields = fieldsThat(type, change);
  if (kind().facts === undefined) return fields;
  const isRenamed = (key: string) => key in (type.keys ?? {}) || key in (type.values ?? {});
  const callOf = (key: string) => type.steps.find((step) => step.kind === "send" && step.fields.includes(key))?.name;
  const first = (key: string) => fields.find(([other]) => callOf(other) === callOf(key))?.[0] === key;
  return fields.filter(([key]) => isRenamed(key) || first(key));
}
