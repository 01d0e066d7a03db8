import type { ResourceType } from "../catalog/type";
import { visible } from "../visible";
import { subjectOf, type Properties } from "./inputs";
import { listOf, type Lists } from "./live/listing";
import { untilVisible } from "./live/lag";
import { get } from "./live/live";
import type { Platform } from "./platform";
import { hasStatus, isHeld } from "./live/wait";

/**
 * Reads an object back after a run: it must exist, and each status in it that a step waited for must be a good one. A status
 * that only another call returns is not checked: the step has just polled that call to its end.
 * @param mine outputs of the resource
 * @param lists where the object is looked up first: for many objects, one page of a list replaces hundreds of calls
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
    step.kind === "send" && step.wait && isHeld(type, step.wait) && step.fields.some((key) => Object.hasOwn(mine, key))
      ? [step.wait]
      : [],
  );
  const listed = lists && (await listOf(lists, api, type, mine).find(id));
  // A list may be stale or leave out the status, so it is trusted only if it says that all is well.
  const isWell = listed && waits.every((wait) => hasStatus(wait, listed, wait.done));
  const object = isWell ? listed : await untilVisible(api, () => get(api, type, id, mine), performance.now());
  if (object === undefined) {
    return [`${subject} was deployed, but Amorphic does not show it (id ${visible(id)}). Run deploy again.`];
  }
  return waits
    .filter((wait) => !hasStatus(wait, object, wait.done))
    .map((wait) => {
      const [status, reason] = [JSON.stringify(object[wait.field]), object[wait.reason]];
      const why = typeof reason === "string" && reason !== "" ? ` (${platform.vault.redact(reason)})` : "";
      return visible(
        `${subject} was deployed, but its ${wait.field} is ${status}${why}. Look at it in Amorphic's console.`,
      );
    });
}
