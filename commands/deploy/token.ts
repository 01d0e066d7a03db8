import { catalog } from "../../providers/catalog";
import { readToken } from "../../providers/client/token-source";
import type { Config } from "../../providers/engine/config";
import { endpointOf } from "../../providers/engine/endpoint";
import type { Plan } from "../plan/model";
import type { Stack } from "../shared/stack";

/**
 * A plan of an empty state needs no token, so a missing one goes unnoticed. A token from a secret is left to the run, which
 * makes the call to AWS that reads it.
 * @throws UserError if the plan changes something in Amorphic and the variable holds no token
 */
export async function checkToken({ environment }: Stack, { changes }: Plan, config: Config): Promise<void> {
  const isNeeded = changes.some(({ type }) => catalog.has(type));
  if (!isNeeded || config.tokenSecret !== undefined || endpointOf(config).token !== undefined) return;
  await readToken(config, environment);
}
