import { isDeepStrictEqual } from "node:util";
import { isSecret, referenceOf } from "../../providers/lifecycle/secrets/secret";
import { isObject } from "../../providers/is-object";
import { visible } from "../../providers/visible";
import { cutPair, cut } from "./cut";
import type { Change, ColumnDifference, Difference, Loss, Operation, Reason } from "./model";
import type { Json } from "./display-value";

/** Wording shared by text and Markdown. All of it is plain text: escaping is up to each renderer. */

export const SIGNS: Readonly<Record<Operation, string>> = { create: "+", update: "~", replace: "-/+", delete: "-" };

/** A value as JSON on one line, with secrets, files and unknowns in words. */
const shown = (value: Json): string => visible(JSON.stringify(value, inWords));

/** Both sides of a difference, cut so that they still differ; values of other providers' resources are not known. */
export function sides({ from, to }: Pick<Difference, "from" | "to">, longest: number, none: string): [string, string] {
  if (from === undefined && to === undefined) return ["", "another value"];
  const [before, after] = [from, to].map((value) => (value === undefined ? none : shown(value))) as [string, string];
  const pair = cutPair(before, after, longest);
  return before === after ? [pair[0], `${pair[1]}, another value`] : pair;
}

export const shortly = (value: Json, longest: number): string => cut(shown(value), longest);

function inWords(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  if ("!Unknown" in value) return "(known after the run)";
  if ("!Hidden" in value) return "(hidden)";
  if (isSecret(value)) {
    return `(secret ${referenceOf(value).name}, ${value.fingerprint ?? "secret not compared"})`;
  }
  const isFile = typeof value["path"] === "string" && typeof value["sha256"] === "string";
  return isFile ? `${String(value["path"])} ${String(value["sha256"]).slice(0, 8)}` : value;
}

/** Both sides of a column, such as `varchar(64), is_not_null true`; for a changed one, the type and whatever else differs. */
export function columnSides({ from, to }: ColumnDifference, none: string): [string, string] {
  const told = (value: Json | undefined, other: Json | undefined) => {
    if (!isObject(value)) return none;
    const isSaid = ([key, part]: [string, unknown]) =>
      key !== "type" && !(isObject(other) && isDeepStrictEqual(part, other[key]));
    const more = Object.entries(value as Record<string, Json>)
      .filter(isSaid)
      .map(([key, part]) => `${visible(key)} ${shown(part)}`);
    return [...(typeof value["type"] === "string" ? [visible(value["type"])] : []), ...more].join(", ");
  };
  return cutPair(told(from, to), told(to, from), LONGEST_COLUMN);
}

const LONGEST_COLUMN = 150;

/** `assumed: the name of the database` reads as `the name of the database (assumed)`. */
export function why({ because }: Reason): string {
  const [, kind, text] = /^(assumed): (.*)$/s.exec(because) ?? [];
  return visible(kind && text ? `${text} (${kind})` : because);
}

/** Why it is replaced: its own changed fields, or the replaced resources that its values come from. */
export function reasonText(reasons: readonly Reason[]): string {
  const above = reasons.flatMap(({ field, follows }) => (follows ? [`${field} follows ${follows.join(" and ")}`] : []));
  if (above.length > 0) return `${above.join(", and ")}, which is replaced`;
  const fields = reasons.map(({ field }) => field).join(" and ");
  return fields === "" ? "" : `${fields} cannot be changed in place`;
}

export function lossText(loss: Loss): string {
  const { location, lastModified, files } = loss;
  return [
    ...(location === undefined ? [] : [location]),
    ...(files === undefined ? [] : [files === 1 ? "1 file" : `${String(files)} files`]),
    ...(lastModified === undefined ? [] : [`last modified ${lastModified}`]),
  ].join(", ");
}

/** Resources created or replaced in the run that a change takes values from. */
export const followed = ({ fields }: Change): string[] => [...new Set(fields.flatMap(({ follows }) => follows))];

/** The first items of a list that may have thousands, in plain text. */
export function shortList(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown}, and ${String(items.length - most)} more` : shown;
}
