import { catalog } from "../../providers/catalog";
import { readToken } from "../../providers/client/token-source";
import type { Config } from "../../providers/engine/config";
import { endpointOf } from "../../providers/engine/endpoint";
import type { Plan } from "../plan/model";
import type { Stack } from "../stack";

/**
 * A plan that finds nothing in the state needs no token, and so does not miss it. One that is to come from a secret is left to
 * the run: reading it takes a call to AWS, and the run makes that itself.
 * @throws UserError if the plan changes something in Amorphic, and the variable holds no token
 */
export async function checkToken({ environment }: Stack, { changes }: Plan, config: Config): Promise<void> {
  const isNeeded = changes.some(({ type }) => catalog.has(type));
  if (!isNeeded || config.tokenSecret !== undefined || endpointOf(config).token !== undefined) return;
  await readToken(config, environment);
}
