import { NAMESPACE, NOT_TOLD, type CurrentConfig } from "../providers/engine/current-config";
import { isObject } from "../providers/is-object";

/**
 * What the files of a project and of a stack say below `amorphic:`, as Pulumi hands it out: JSON for what is no text.
 * @param project content of Pulumi.yaml, whose `config` counts where the stack's file says nothing
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

/** Pulumi.yaml has a value itself, or a declaration that may hold one (docs: iac/concepts/projects/project-file, `config`). */
const defaultOf = (value: unknown): unknown => (isObject(value) ? (value["value"] ?? value["default"]) : value);

/** Wherever in it something is. */
function isEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isEncrypted);
  if (!isObject(value)) return false;
  return Object.hasOwn(value, "secure") || Object.values(value).some(isEncrypted);
}
