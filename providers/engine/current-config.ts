import { own } from "../own";

/** Of all keys of ours in a stack's file. */
export const NAMESPACE = "amorphic:";

type Get = (key: string) => string | undefined;

/**
 * The variable in which our commands tell a provider what the stack's file says now. The engine configures one that it starts
 * for a refresh with what the last run recorded, so that a new URL, role or token would count only after the next run.
 */
export const CONFIG_VARIABLE = "AMORPHIC_CICD_CONFIG";

/** By key, without a namespace: its text, or null if the file holds it encrypted. */
export type CurrentConfig = Readonly<Record<string, string | null>>;

/** Lists without a limit, which may be too long for a variable, and say only what may be changed: a refresh asks for neither. */
export const NOT_TOLD: ReadonlySet<string> = new Set(["allow", "import"]);

/** @param recorded what the engine says of a key */
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
