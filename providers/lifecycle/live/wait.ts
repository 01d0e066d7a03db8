import type { ResourceType, Wait } from "../../catalog/type";
import type { Api, ApiError, JsonObject } from "../../client/api";
import { call } from "../call";
import { subjectOf, type Properties } from "../inputs";
import { untilVisible } from "./lag";
import { get } from "./live";
import { overviewOf } from "./overview";
import { poll } from "./poll";

/** How long a list is trusted, which may be stale. */
const TRUST_MS = 60_000;
/** An object whose delete was repeated because its first answer was lost may still exist for a moment. */
const REFUSED_MS = 60_000;

interface Waiting {
  readonly api: Api;
  readonly type: ResourceType;
  readonly id: string;
  readonly inputs: Properties;
}

/**
 * Waits until the platform's answer is `ended`.
 * @param trustMs see `watch`
 * @throws UserError after half an hour
 */
export function settle(
  object: Waiting,
  wait: Wait,
  ended: (answer: JsonObject) => boolean,
  trustMs = TRUST_MS,
): Promise<JsonObject> {
  const { api, type, id, inputs } = object;
  return watch(object, {
    ask: () => untilVisible(api, () => call(api, type, wait.call, inputs, { id })),
    ended,
    waiting: (answer) => `${subjectOf(type, inputs)}: ${wait.field} is still ${JSON.stringify(answer[wait.field])}`,
    ...(isHeld(type, wait) && { goesOn: (listed) => typeof listed[wait.field] === "string" && !ended(listed) }),
    trustMs,
  });
}

/**
 * Waits until the object no longer exists.
 * @param refusal the answer to the delete, if it said that there is no such object: that may mean another object, without
 *   which this one cannot be deleted, and then no waiting helps
 * @throws UserError after half an hour, or `limitMs` where the delete was refused
 */
export async function waitUntilGone(object: Waiting, refusal?: ApiError, limitMs = REFUSED_MS): Promise<void> {
  const { api, type, id, inputs } = object;
  const why = refusal === undefined ? "" : `. The response to the delete was: ${refusal.message} It`;
  await watch(object, {
    ask: () => get(api, type, id, inputs),
    ended: (answer) => answer === undefined,
    waiting: () => `${subjectOf(type, inputs)} should have been deleted${why || ", but"} still exists`,
    goesOn: () => true,
    trustMs: TRUST_MS,
    ...(refusal && { limitMs }),
  });
}

interface Watch<T> {
  readonly ask: () => Promise<T>;
  readonly ended: (answer: T) => boolean;
  /** What is still the case, for the error. */
  readonly waiting: (answer: T) => string;
  /** Whether the object, as its list shows it, says that the platform is still working; if absent, the list is not used. */
  readonly goesOn?: (listed: JsonObject) => boolean;
  /** Milliseconds after which the object itself is read in any case. */
  readonly trustMs: number;
  readonly limitMs?: number;
}

/** Polls the object; where many wait for objects of one list, the list shows when that is worthwhile. */
function watch<T>({ api, type, id, inputs }: Waiting, watched: Watch<T>): Promise<T> {
  const { ask, ended, waiting, goesOn, trustMs, limitMs } = watched;
  if (!goesOn) return poll(ask, ended, waiting, { limitMs });
  const overview = overviewOf(api, type, inputs);
  let asked = performance.now();
  const askAgain = (): Promise<T> => {
    asked = performance.now();
    return ask();
  };
  const isStillAtWork = async (pause: number): Promise<boolean> => {
    if (performance.now() - asked > trustMs) return false;
    const listed = await overview.find(id, pause / 2);
    return listed !== undefined && goesOn(listed);
  };
  return overview.during(() => poll(askAgain, ended, waiting, { limitMs, isStillAtWork }));
}

/** Compares statuses regardless of case. */
export function hasStatus({ field }: Wait, answer: JsonObject, statuses: readonly string[]): boolean {
  const status = answer[field];
  return typeof status === "string" && statuses.some((each) => each.toLowerCase() === status.toLowerCase());
}

/** Whether the object itself holds the status. */
export const isHeld = ({ read }: ResourceType, { call: { method, path } }: Wait): boolean =>
  method === read.method && path === read.path;
