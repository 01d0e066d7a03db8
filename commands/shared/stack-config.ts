import { NAMESPACE, NOT_TOLD, type CurrentConfig } from "../../providers/engine/current-config";
import { isObject } from "../../providers/is-object";

/**
 * What the files of project and stack set below `amorphic:`, in the form in which Pulumi passes it: JSON unless it is text.
 * @param project content of Pulumi.yaml, whose `config` applies where the stack's file sets nothing
 * @param stack content of Pulumi.<stack>.yaml
 */
export function currentConfig(project: unknown, stack: unknown): CurrentConfig {
  const defaults = Object.entries(configIn(project)).map(([key, value]) => [key, defaultOf(value)] as const);
  const told: Record<string, string | null> = {};
  for (const [key, value] of [...defaults, ...Object.entries(configIn(stack))]) {
    const name = key.startsWith(NAMESPACE) ? key.slice(NAMESPACE.length) : "";
    if (name === "" || NOT_TOLD.has(name) || value === undefined || value === null) continue;
    told[name] = isEncrypted(value) ? null : typeof value === "string" ? value : JSON.stringify(value);
  }
  return told;
}

function configIn(file: unknown): Readonly<Record<string, unknown>> {
  const config = isObject(file) ? file["config"] : undefined;
  return isObject(config) ? config : {};
}

/** Pulumi.yaml has a value, or a declaration that may hold one (docs: iac/concepts/projects/project-file, `config`). */
const defaultOf = (value: unknown): unknown => (isObject(value) ? (value["value"] ?? value["default"]) : value);

/** Whether it or anything inside it is encrypted. */
function isEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isEncrypted);
  if (!isObject(value)) return false;
  return Object.hasOwn(value, "secure") || Object.values(value).some(isEncrypted);
}
