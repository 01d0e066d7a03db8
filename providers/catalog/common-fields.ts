import type { Because, Field } from "./type";

/** Who made and changed an object, and when; Amorphic sets these keys on objects of every type. */
export const AUDIT: readonly string[] = ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"];

/** A text that every definition needs, and that cannot be changed in place. */
export const fixedText = (description: string, because: Because, more: Partial<Field> = {}): Field => ({
  type: "string",
  required: true,
  immutable: true,
  ...more,
  description,
  because,
});

/** A list of texts in any order, which is empty by default. */
export const texts = (item: string, description: string, because: Because): Field => ({
  type: "array",
  unordered: true,
  items: { type: "string", description: item, because },
  description,
  because,
  default: [],
});

/** Words by which people find an object. */
export const keywords = (because: Because): Field =>
  texts("A keyword.", "Search words; `Owner: name` by convention.", because);
