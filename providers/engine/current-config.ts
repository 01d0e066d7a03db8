import { own } from "../own";

/** Prefix of all our keys in a stack's file. */
export const NAMESPACE = "amorphic:";

type Get = (key: string) => string | undefined;

/**
 * The variable by which our commands pass the current content of the stack's file to a provider. For a refresh, the engine
 * configures the provider with the values of the last run, so a new URL, role or token would take effect one run late.
 */
export const CONFIG_VARIABLE = "AMORPHIC_CICD_CONFIG";

/** By key without namespace: its text, or null if it is encrypted in the file. */
export type CurrentConfig = Readonly<Record<string, string | null>>;

/** Not passed: these lists may be too long for a variable, and a refresh does not need them, as they only permit changes. */
export const NOT_TOLD: ReadonlySet<string> = new Set(["allow", "import"]);

/** @param recorded returns the engine's value of a key */
export function current(recorded: Get, environment: NodeJS.ProcessEnv): Get {
  const text = environment[CONFIG_VARIABLE];
  if (text === undefined) return recorded;
  const told = JSON.parse(text) as CurrentConfig;
  return (key) => {
    if (NOT_TOLD.has(key)) return recorded(key);
    const value = own(told, key);
    return value === null ? recorded(key) : value;
  };
}
