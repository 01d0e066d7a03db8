import type { ResourceType, Wait } from "../catalog/type";
import { visible } from "../nearest";
import { call } from "./call";
import { subjectOf, type Properties } from "./inputs";
import { get } from "./live";
import type { Platform } from "./platform";
import { listOf, type Lists } from "./read";
import { hasStatus } from "./steps";

/**
 * Reads an object back after a run: it must be there, and each status that it has reached by a step must be a good one.
 * @param mine outputs of the resource
 * @param lists where the object is looked for first; for many, one page of a list is as good as hundreds of calls
 * @returns what is wrong, with the way out; empty if nothing is
 */
export async function verify(
  platform: Platform,
  type: ResourceType,
  id: string,
  mine: Properties,
  lists?: Lists,
): Promise<string[]> {
  const api = await platform.api();
  const subject = subjectOf(type, mine);
  const waits = type.steps.flatMap((step) =>
    step.kind === "send" && step.wait && step.fields.some((key) => Object.hasOwn(mine, key)) ? [step.wait] : [],
  );
  const listed = lists && (await listOf(lists, api, type, mine)).get(id);
  // A list may be behind, or leave out what is looked for: only what it says to be well is.
  const isWell = listed && waits.every((wait) => !isHeld(type, wait) || hasStatus(wait, listed, wait.done));
  const object = isWell ? listed : await get(api, type, id, mine);
  if (object === undefined) {
    return [`${subject} was deployed, and Amorphic does not show it (id ${visible(id)}). Run deploy again.`];
  }
  const problems = await Promise.all(
    waits.map(async (wait) => {
      const answer = isHeld(type, wait) ? object : await call(api, type, wait.call, mine, { id });
      if (hasStatus(wait, answer, wait.done)) return [];
      const [status, reason] = [JSON.stringify(answer[wait.field]), answer[wait.reason]];
      const why = typeof reason === "string" && reason !== "" ? ` (${platform.vault.redact(reason)})` : "";
      return [
        visible(`${subject} was deployed, and its ${wait.field} is ${status}${why}. Look at it in Amorphic's console.`),
      ];
    }),
  );
  return problems.flat();
}

/** Whether the status stands in the object itself. */
const isHeld = ({ read }: ResourceType, { call: { method, path } }: Wait): boolean =>
  method === read.method && path === read.path;
