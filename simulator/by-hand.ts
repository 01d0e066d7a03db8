/** Changes that the product did not make, as a person in the UI would. All rules hold, except immutability. */
import { changeObject } from "./changes";
import { grantAccess } from "./job-access";
import { without, type JsonObject } from "./json";
import type { Platform } from "./platform";
import { ruleOf } from "./rules";
import { shareByHand } from "./sharing";
import type { Stored } from "./store";

/**
 * Changes keys of an object at once, including a job's access, a dataset's schema and, under `Grants`, all its grants;
 * null removes a key.
 */
export function changeByHand(platform: Platform, stored: Stored, body: JsonObject, userId: string): Stored {
  const rule = ruleOf(stored.collection);
  const gone = Object.keys(body).filter((key) => body[key] === null);
  const changes = without(body, gone);
  const ownCall = [...(rule.type === "Job" ? rule.elsewhere : []), ...(rule.shareable ? ["Grants"] : [])];
  const access = Object.entries(changes).filter(([key]) => rule.type === "Job" && rule.elsewhere.includes(key));

  let result = changeObject(platform, stored, without(changes, ownCall), userId, gone);
  if (access.length > 0) result = grantAccess(platform, result, Object.fromEntries(access));
  return rule.shareable && changes.Grants !== undefined ? shareByHand(platform, result, changes.Grants) : result;
}
