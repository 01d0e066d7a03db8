import { NAMESPACE } from "../providers/engine/current-config";
import { UserError } from "../providers/errors";
import { run } from "./setup/run";
import type { Stack } from "./stack";
import { noStack } from "./state/there";

interface Setting {
  readonly value?: string;
}

/**
 * A stack's configuration, secrets in plain text.
 * @returns gives the text of a key without its namespace, or undefined
 * @throws UserError if the configuration cannot be read
 */
export async function settingsOf(stack: Stack): Promise<(key: string) => string | undefined> {
  const args = ["config", "--json", "--show-secrets", "--stack", stack.name, "--non-interactive", "--color", "never"];
  const { code, stdout, stderr } = await run(stack.pulumi, args, { cwd: stack.project, env: stack.environment });
  if (code !== 0) {
    if (stderr.includes("no stack named")) throw noStack(stack);
    const why = stderr.trim() || `exit code ${String(code)}`;
    throw new UserError(`The configuration of ${stack.name} could not be read: ${why}`);
  }
  const settings = new Map(Object.entries(JSON.parse(stdout) as Record<string, Setting>));
  return (key) => settings.get(NAMESPACE + key)?.value;
}
