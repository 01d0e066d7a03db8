import type { ResourceType } from "../../../providers/catalog/type";
import { compareText } from "../../../providers/definitions/report";
import { fieldOf, type Properties } from "../../../providers/lifecycle/inputs";
import type { CompleteObject } from "../../../providers/lifecycle/live/complete-object";

/** An object of the environment as listed. */
export interface Candidate {
  readonly type: ResourceType;
  readonly id: string;
  /** Its natural key for people, with the parent's name instead of the parent's id. */
  readonly key: readonly string[];
  readonly listed: Properties;
}

/** An object that gets a definition. */
export type Live = Candidate & CompleteObject;

/** Its name for people: `sales.orders`. */
export const nameOf = ({ key }: Pick<Candidate, "key">): string => key.join(".");

/** A remark on an object, and why. */
export interface Note {
  readonly type: string;
  /** Absent if it is about the whole type. */
  readonly name?: string;
  /** `left-out`: on purpose; `incomplete`: its definition lacks something; `unclear`: it should have one but has none. */
  readonly kind: "left-out" | "incomplete" | "unclear";
  readonly reason: string;
}

export const noteOf = (candidate: Candidate, kind: Note["kind"], reason: string): Note => ({
  type: candidate.type.name,
  name: nameOf(candidate),
  kind,
  reason,
});

/** The natural key. @param above names of parent objects, by id */
export const keyOf = (type: ResourceType, object: Properties, above: ReadonlyMap<string, string>): string[] =>
  type.naturalKey.map((property) => {
    const text = String(object[property]);
    return (fieldOf(type, property)?.inPathOnly && above.get(text)) || text;
  });

/** By name, regardless of the machine's locale. */
export const inOrder = (a: Candidate, b: Candidate): number =>
  compareText(a.type.name, b.type.name) || compareKeys(a, b);

const compareKeys = (a: Candidate, b: Candidate): number =>
  compareText(JSON.stringify(a.key), JSON.stringify(b.key)) || compareText(a.id, b.id);
