import { asText, type JsonObject } from "./json";

/** `strings`: a list of texts; `flag`: a boolean or a text such as "yes", since samples show both. */
export type ValueType = "string" | "strings" | "string or strings" | "number" | "flag" | "object" | "array";

/** A key that names an object of another collection by its id. Dotted; a list on the way stands for its items. */
export interface Reference {
  readonly path: string;
  readonly to: string;
  /** What it names need not exist. */
  readonly mayDangle?: true;
  /** Whether what it names can be deleted is not known, so a setting decides. */
  readonly loose?: true;
}

/** Demands on the fields of an object. */
interface Demands {
  /** Known keys by the type of their value. Other keys are accepted and stored: the API is not fully public. */
  readonly types: Readonly<Partial<Record<ValueType, readonly string[]>>>;
  readonly required: readonly string[];
  readonly patterns: Readonly<Record<string, RegExp>>;
  /** Values of a key, compared without regard to case. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

/** What else is true of objects whose key has a certain value, regardless of case. */
export interface Condition extends Partial<Demands> {
  readonly key: string;
  readonly is: string;
  /** Keys whose values come back masked as a whole. */
  readonly masked?: readonly string[];
}

/** How Amorphic treats the objects of one type. The store and the checks know types only through this. */
export interface TypeRule extends Demands {
  readonly type: string;
  /** First part of the path (below the parent, if there is one), and the key of a list's answer. */
  readonly collection: string;
  /** The parent's collection, and the key that holds the parent's id, which no payload has. */
  readonly parent?: { readonly collection: string; readonly key: string };
  /** Keys whose values, joined with `#`, are the id. */
  readonly id: readonly string[];
  /** Whether Amorphic makes the id; otherwise it is made of what the caller sends. */
  readonly idMade: boolean;
  readonly unique: readonly string[];
  /** What a `PUT` takes: the keys that change, or the whole object without its id. */
  readonly update: "changes" | "whole" | "none";
  readonly shareable: boolean;
  readonly conditions: readonly Condition[];
  readonly immutable: readonly string[];
  /** Filled in at creation if the caller leaves them out; `{Key}` stands for the object's text under that key. */
  readonly defaults: JsonObject;
  /** Set by Amorphic at creation, whatever the caller says. */
  readonly made: JsonObject;
  /** Keys only Amorphic writes: refused at creation, ignored in an update. */
  readonly serverOwned: readonly string[];
  /** Keys that a separate call sets; create and update do not take them. */
  readonly elsewhere: readonly string[];
  /** Lists (dotted paths) that come back in any order. */
  readonly unordered: readonly string[];
  /** Objects whose credentials come back masked. */
  readonly masked: readonly string[];
  /** Objects whose keys are the caller's own, so any text in them may be a secret and stays out of the log. */
  readonly opaque: readonly string[];
  readonly references: readonly Reference[];
  /** What an object shows while it is being deleted. */
  readonly whileDeleting: JsonObject;
}

/** Kept on every object (doc and code for datasets and jobs, assumed for the rest). */
export const AUDIT = ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"] as const;

/** The id that an object's keys make. */
export function idOf(rule: TypeRule, object: JsonObject): string {
  return rule.id.map((key) => asText(object[key])).join("#");
}

/** The conditions that hold for an object. */
export function conditionsOf({ conditions }: Pick<TypeRule, "conditions">, object: JsonObject): readonly Condition[] {
  return conditions.filter(({ key, is }) => asText(object[key]).toLowerCase() === is.toLowerCase());
}
