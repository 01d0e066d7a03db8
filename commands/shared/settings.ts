import { unknownKeys } from "../../providers/engine/config";
import { NAMESPACE } from "../../providers/engine/current-config";
import { UserError } from "../../providers/errors";
import { run } from "./run";
import type { Stack } from "./stack";
import { noStack } from "./missing-stack";

interface Setting {
  readonly value?: string;
}

/** What `parseConfig` takes. */
interface Settings {
  /** The text of a key without its namespace, secrets in plain text. */
  readonly get: (key: string) => string | undefined;
  /** About keys that mean nothing. */
  readonly mistakes: readonly string[];
}

/**
 * A stack's configuration.
 * @throws UserError if the configuration cannot be read
 */
export async function settingsOf(stack: Stack): Promise<Settings> {
  const args = ["config", "--json", "--show-secrets", "--stack", stack.name, "--non-interactive", "--color", "never"];
  const { code, stdout, stderr } = await run(stack.pulumi, args, { cwd: stack.project, env: stack.environment });
  if (code !== 0) {
    // A backend in a file has no directory before its first stack.
    if (/no stack named|unable to open state directory/.test(stderr)) throw noStack(stack);
    const why = stderr.trim() || `exit code ${String(code)}`;
    throw new UserError(`The configuration of ${stack.name} could not be read: ${why}`);
  }
  const settings = new Map(Object.entries(JSON.parse(stdout) as Record<string, Setting>));
  return { get: (key) => settings.get(NAMESPACE + key)?.value, mistakes: unknownKeys(settings.keys()) };
}
