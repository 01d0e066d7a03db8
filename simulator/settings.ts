import { isObject, type Json } from "./json";
import type { Pace } from "./work";

/** How the simulated platform behaves where the real one is not known, or may differ. May be changed at any time. */
export interface Settings {
  /** Fields left out come back filled in. */
  defaults: boolean;
  /** Lists without an order come back in a different order at every read. */
  reorder: boolean;
  /** Credentials come back as `*****`. */
  masking: boolean;
  /** User names of datasources too. */
  maskUsernames: boolean;
  /** Enumerations come back in another case. */
  changeCase: boolean;
  /** Empty lists and texts do not come back. */
  omitEmpty: boolean;
  /** Numbers come back as texts. */
  numbersAsStrings: boolean;
  /** Booleans come back as `yes` and `no`. */
  booleansAsStrings: boolean;
  /** Lists hold only id, unique key and LastModified of an object. */
  summaryLists: boolean;
  /** A deleted object stays visible for the time of `deletion`. */
  slowDelete: boolean;
  /** The target of a loose reference, such as a job's access, cannot be deleted first; whether it can is not known. */
  refuseDeleteInUse: boolean;
  /** Errors of Amorphic come with status 200. */
  errorsWithStatus200: boolean;
  registration: Pace;
  access: Pace;
  deletion: Pace;
  /** Runs of jobs, and queries. */
  runs: Pace;
  /** Milliseconds before every answer. */
  latency: number;
  /** Calls per second; more are answered with 429. 0: no limit. */
  rateLimit: number;
  /** Calls at once after a pause; 0: as many as in a second. */
  rateBurst: number;
  /** Whether a 429 says how long to wait. */
  rateRetryAfter: boolean;
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  defaults: true,
  reorder: true,
  masking: true,
  maskUsernames: false,
  changeCase: true,
  omitEmpty: false,
  numbersAsStrings: false,
  booleansAsStrings: false,
  summaryLists: false,
  slowDelete: false,
  refuseDeleteInUse: false,
  errorsWithStatus200: false,
  registration: { ms: 5 },
  access: { ms: 5 },
  deletion: { polls: 2 },
  runs: { ms: 5 },
  latency: 0,
  rateLimit: 0,
  rateBurst: 0,
  rateRetryAfter: true,
};

/** Parses settings from outside; the error says what is wrong with them. */
export function parseSettings(value: Json | undefined): Partial<Settings> {
  if (!isObject(value)) throw new Error("settings must be a JSON object");
  for (const [key, given] of Object.entries(value)) {
    const known = Object.entries(DEFAULT_SETTINGS).find(([name]) => name === key)?.[1] as Json | undefined;
    if (known === undefined) {
      throw new Error(`no setting ${key}; there are ${Object.keys(DEFAULT_SETTINGS).join(", ")}`);
    }
    if (isObject(known) ? !isPace(given) : typeof given !== typeof known || (typeof given === "number" && given < 0)) {
      throw new Error(`setting ${key} must be ${isObject(known) ? '{"ms": n} or {"polls": n}' : `a ${typeof known}`}`);
    }
  }
  return value;
}

function isPace(value: Json): boolean {
  if (!isObject(value)) return false;
  const [[key, amount] = [], ...more] = Object.entries(value);
  return more.length === 0 && (key === "ms" || key === "polls") && typeof amount === "number" && amount >= 0;
}
