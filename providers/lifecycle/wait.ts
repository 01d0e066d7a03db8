import type { ResourceType, Wait } from "../catalog/type";
import type { Api, JsonObject } from "../client/api";
import { call } from "./call";
import { subjectOf, type Properties } from "./inputs";
import { overviewOf } from "./overview";
import { poll } from "./poll";

/** A list may be behind, if not for ever. */
const TRUST_MS = 60_000;

interface Waiting {
  readonly api: Api;
  readonly type: ResourceType;
  readonly id: string;
  readonly inputs: Properties;
}

/**
 * Waits until the platform's answer is `ended`. Where many wait for objects of one list, that says when it is worth to ask.
 * @param trustMs after which the object is asked for in any case
 * @throws UserError after half an hour
 */
export function settle(
  { api, type, id, inputs }: Waiting,
  wait: Wait,
  ended: (answer: JsonObject) => boolean,
  trustMs = TRUST_MS,
): Promise<JsonObject> {
  let asked = performance.now();
  const ask = (): Promise<JsonObject> => {
    asked = performance.now();
    return call(api, type, wait.call, inputs, { id });
  };
  const overview = isHeld(type, wait) ? overviewOf(api, type, inputs) : undefined;
  const isStillAtWork = async (pause: number): Promise<boolean> => {
    if (performance.now() - asked > trustMs) return false;
    const listed = await overview?.find(id, pause / 2);
    return typeof listed?.[wait.field] === "string" && !ended(listed);
  };
  const polling = () =>
    poll(
      ask,
      ended,
      (answer) => `${subjectOf(type, inputs)}: ${wait.field} is still ${JSON.stringify(answer[wait.field])}`,
      { isStillAtWork },
    );
  return overview ? overview.during(polling) : polling();
}

/** In any case. */
export function hasStatus({ field }: Wait, answer: JsonObject, statuses: readonly string[]): boolean {
  const status = answer[field];
  return typeof status === "string" && statuses.some((each) => each.toLowerCase() === status.toLowerCase());
}

/** Whether the status stands in the object itself. */
export const isHeld = ({ read }: ResourceType, { call: { method, path } }: Wait): boolean =>
  method === read.method && path === read.path;
