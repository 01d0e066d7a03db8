import type { ResourceType } from "../catalog/type";
import { changesToSend } from "./diff";
import { definedKeys, metadataKeys, pick, type Properties } from "./inputs";
import { secretsIn, type SealedSecret } from "./secrets/secret";

/**
 * The secrets whose values a create or an update sends, and therefore needs, whether they changed or not.
 * @param olds outputs of the resource to update; undefined for a create or a replacement
 */
export function secretsSent(type: ResourceType, olds: Properties | undefined, news: Properties): SealedSecret[] {
  if (!olds) return secretsIn(pick(news, definedKeys(type, news)));
  const { fields, steps } = changesToSend(type, olds, news);
  const due = type.steps.flatMap((step) => (step.kind === "send" && steps.includes(step.name) ? step.fields : []));
  return secretsIn(pick(news, [...(fields.length > 0 ? metadataKeys(type, news) : []), ...due]));
}
