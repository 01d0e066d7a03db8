import type { ResourceType, SendStep } from "../catalog/type";
import { visible } from "../nearest";
import { call } from "./call";
import { subjectOf, type Properties } from "./inputs";
import { get } from "./live";
import type { Platform } from "./platform";
import { hasStatus } from "./steps";

/**
 * Reads an object back after a run: it must be there, and each status that it has reached by a step must be a good one.
 * @param mine outputs of the resource
 * @returns what is wrong, with the way out; empty if nothing is
 */
export async function verify(platform: Platform, type: ResourceType, id: string, mine: Properties): Promise<string[]> {
  const api = await platform.api();
  const subject = subjectOf(type, mine);
  const object = await get(api, type, id, mine);
  if (object === undefined) {
    return [`${subject} was deployed, and Amorphic does not show it (id ${visible(id)}). Run deploy again.`];
  }
  const steps = type.steps.filter((step): step is SendStep => step.kind === "send" && step.wait !== undefined);
  const due = steps.filter(({ fields }) => fields.some((key) => Object.hasOwn(mine, key)));
  const problems = await Promise.all(
    due.map(async ({ wait }) => {
      if (!wait) return [];
      const isHeld = wait.call.method === type.read.method && wait.call.path === type.read.path;
      const answer = isHeld ? object : await call(api, type, wait.call, mine, { id });
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
