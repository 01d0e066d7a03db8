import type { Field } from "../../../providers/catalog/type";
import type { Environ } from "../../../providers/definitions/model";
import { compareText } from "../../../providers/definitions/report";
import { same } from "../../../providers/lifecycle/compare";
import { fieldOf, type Properties } from "../../../providers/lifecycle/inputs";
import { isObject } from "../../../providers/is-object";
import { isEmpty } from "../../../providers/lifecycle/values";
import type { Live } from "./object";
import type { References, Target } from "./references";
import { isCredential } from "./secrets";

export interface Making {
  readonly live: Live;
  readonly logicalId: string;
  readonly references: References;
  /** A variable for the secret at a path below `Properties`. */
  readonly environ: (path: readonly string[]) => Environ;
}

interface Written {
  readonly properties: Properties;
  /** Top-level keys of the live object missing from the catalog, so that it is unknown whether they may be sent. */
  readonly unknown: readonly string[];
}

/**
 * The properties of a live object as a definition states them: in the catalog's order, without what Amorphic owns or fills
 * in, with functions for secrets and for objects that have a definition.
 */
export function propertiesOf(making: Making): Written {
  const { type, object } = making.live;
  const properties = Object.entries(type.fields).flatMap(([key, field]): [string, unknown][] => {
    const value = object[key];
    const isKey = field.required === true || type.naturalKey.includes(key);
    if (value === undefined || value === null || (!isKey && isImplied(value, field))) return [];
    return [[key, written(value, field, [key], making)]];
  });
  const made = new Set([...type.serverOwned, ...Object.keys(type.outputs), ...type.id]);
  const unknown = Object.keys(object).filter(
    (key) => fieldOf(type, key) === undefined && !made.has(key) && !isEmpty(object[key]),
  );
  return { properties: Object.fromEntries(properties), unknown };
}

/** Whether leaving it out means the same. */
const isImplied = (value: unknown, field: Field): boolean =>
  field.default === undefined ? isEmpty(value) : same(value, field.default, field);

/** @param path of the value below `Properties`; elements of a list share the list's path */
function written(value: unknown, field: Field | undefined, path: readonly string[], making: Making): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => written(element, field?.items, path, making));
    return field?.unordered ? elements.sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))) : elements;
  }
  if (isObject(value)) return writtenObject(value, field, path, making);
  const key = path.at(-1) ?? "";
  if (isCredential(value, key, field, making.live)) return making.environ(path);
  if (typeof value !== "string") return value;
  return reference(value, field, key, making) ?? inCatalogWords(value, field);
}

function writtenObject(
  object: Record<string, unknown>,
  field: Field | undefined,
  path: readonly string[],
  making: Making,
): Record<string, unknown> {
  const known = Object.keys(field?.fields ?? {}).filter((key) => Object.hasOwn(object, key));
  const free = Object.keys(object).filter((key) => !known.includes(key));
  const kept = [...known.filter((key) => object[key] !== null), ...free.sort(compareText)].filter(
    (key) => !(field?.fields?.[key]?.secret && isEmpty(object[key])),
  );
  const beside = targetBeside(object, making);
  return Object.fromEntries(
    kept.map((key) => {
      const name = beside && nameIn(beside, key, object[key], making);
      return [key, name ?? written(object[key], field?.fields?.[key], [...path, key], making)];
    }),
  );
}

/** The object whose id is one of the values. */
function targetBeside(object: Record<string, unknown>, { references }: Making): Target | undefined {
  const targets = Object.entries(object).map(([key, value]) =>
    typeof value === "string" ? references.withId(value, key) : undefined,
  );
  return targets.find((target) => target !== undefined);
}

/** An object's id often comes with its name: `{"DatasetId": …, "DatasetName": …}`. */
function nameIn(target: Target, key: string, value: unknown, { references, logicalId }: Making) {
  const isName = target.type.naturalKey.includes(key) && target.object[key] === value;
  return isName ? references.to(target, key, logicalId) : undefined;
}

function reference(text: string, field: Field | undefined, key: string, { references, logicalId }: Making) {
  if (field?.names !== undefined) {
    const target = references.withName(field.names, text);
    const [attribute = ""] = target?.type.naturalKey ?? [];
    return target && references.to(target, attribute, logicalId);
  }
  const target = references.withId(text, key);
  return target && references.to(target, target.type.id[0] ?? "", logicalId);
}

/** Enum values come back in any case, numbers and booleans perhaps as text. */
function inCatalogWords(text: string, field: Field | undefined): unknown {
  const known = field?.enum?.find((value) => value.toLowerCase() === text.toLowerCase());
  if (known !== undefined) return known;
  if (field?.type === "boolean") return [true, false].find((value) => same(text, value)) ?? text;
  const isNumber = field?.type === "number" && text.trim() !== "" && !Number.isNaN(Number(text));
  return isNumber ? Number(text) : text;
}
