import { UserError } from "../../providers/errors";
import { visible } from "../../providers/visible";
import type { Unset } from "../plan/unset";
import { shortList } from "../plan/words";

/**
 * A plan needs no values of secrets, but a run without one fails midway.
 * @throws UserError with every unset variable that this run takes a secret from
 */
export function checkSecrets(unset: Unset): void {
  if (unset.size === 0) return;
  const lines = [...unset].sort().map(([name, users]) => `  ${name}: ${shortList([...users].sort())}`);
  throw new UserError(
    `Nothing was deployed: this run must send secrets from environment variables that are not set:\n${lines.map(visible).join("\n")}\n` +
      `Set ${unset.size === 1 ? "it" : "them"} where the deployment runs, and run again.`,
  );
}
