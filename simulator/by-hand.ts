/** What a person does in the UI, so to say: changes that the product did not make. Rules hold, but for immutability. */
import { grantAccess } from "./job-access";
import { without, type JsonObject } from "./json";
import { changeObject } from "./objects";
import type { Platform } from "./platform";
import { ruleOf } from "./rules";
import type { Stored } from "./store";

/** Changes keys of an object, a job's access and a dataset's schema among them, at once; null takes a key away. */
export function changeByHand(platform: Platform, stored: Stored, body: JsonObject, userId: string): Stored {
  const gone = Object.keys(body).filter((key) => body[key] === null);
  const changes = without(body, gone);
  if (stored.collection !== "jobs") return changeObject(platform, stored, changes, userId, gone);

  const elsewhere = ruleOf("jobs").elsewhere;
  const access = Object.entries(changes).filter(([key]) => elsewhere.includes(key));
  const changed = changeObject(platform, stored, without(changes, elsewhere), userId, gone);
  return access.length === 0 ? changed : grantAccess(platform, changed, Object.fromEntries(access));
}
