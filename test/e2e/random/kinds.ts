import { ACCESS_KINDS } from "./access-kinds";
import { DATA_KINDS } from "./data-kinds";
import type { Kind, KindFacts } from "./kind";
import { WORK_KINDS } from "./work-kinds";

export const KINDS: Readonly<Record<Kind, KindFacts>> = { ...DATA_KINDS, ...WORK_KINDS, ...ACCESS_KINDS };

export const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** The property by which people know it. */
export const nameKey = (kind: Kind): string => KINDS[kind].key.at(-1) ?? "";

/** Where it belongs, which is the other part of its key. */
export const placeOf = (kind: Kind, properties: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(KINDS[kind].key.slice(0, -1).map((part) => properties[part]));

/** Whether a property may get another value. */
export const isOpen = (kind: Kind, properties: Readonly<Record<string, unknown>>, key: string): boolean =>
  KINDS[kind].isOpen?.(properties, key) ?? true;
