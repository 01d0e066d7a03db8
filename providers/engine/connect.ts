import { appendFileSync } from "node:fs";
import { attempt } from "../attempt";
import { Gate } from "../client/gate";
import { longWaits } from "../client/long-waits";
import { inspectToken, tokenEndsSoon, tokenExpired } from "../client/token";
import { readSecret } from "../client/secret-source";
import { DEFAULT_TOKEN_ENV, readToken } from "../client/token-source";
import { openJournal } from "../lifecycle/journal/open";
import type { Platform } from "../lifecycle/platform";
import { Vault } from "../lifecycle/secrets/vault";
import type { Config } from "./config";
import { endpointOf } from "./endpoint";
import { whenEngineEnds } from "./engine-end";

/**
 * Set by `drift --files`: refreshes also compare files. Names a file for the reasons why some could not be, one per line.
 */
export const FILES_VARIABLE = "AMORPHIC_CICD_FILES";

/**
 * Connects to the Amorphic environment of a stack's configuration. Makes no call yet.
 * @param environment variables that hold the token and the secrets of definitions
 */
export function connect(config: Config, environment: NodeJS.ProcessEnv = process.env): Platform {
  const { protect, allow, import: imported, plainEnv, fingerprintKey, tokenEnv, exclusiveShares } = config;
  const vault = new Vault({ key: fingerprintKey, environment, plainEnv, tokenEnv, readSecret });
  // Deferred, as a preview without calls needs no endpoint.
  const endpoint = attempt(() => endpointOf(config));
  const gate = new Gate();
  whenEngineEnds(() => {
    gate.close("The run was stopped (pulumi has ended), so nothing more is sent.");
    return gate.onIdle();
  });

  const notes = environment[FILES_VARIABLE];
  const openApi = async () => {
    const { url, roleId, token: given } = endpoint();
    const token = given ?? (await readToken(config, environment));
    vault.hideToken(token);
    const expires = checkToken(token, config);
    // Loaded with the first call, so that a preview without calls starts a tenth of a second faster.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { createApi } = require("../client/create-api") as typeof import("../client/create-api");
    return createApi({
      baseUrl: url,
      token,
      roleId,
      maxConcurrency: config.maxConcurrency,
      gate,
      redact: (text) => vault.redact(text),
      log: longWaits((line) => console.error(line)),
      ...(expires === undefined ? {} : { expires }),
    });
  };
  let api: ReturnType<typeof openApi> | undefined;
  return {
    policy: {
      protect,
      allow,
      import: imported,
      exclusiveShares,
      get userId() {
        return endpoint().userId;
      },
    },
    vault,
    journal: openJournal(config.journal),
    ...(notes !== undefined && { filesNotCompared: (reason) => appendFileSync(notes, `${reason}\n`) }),
    api: () => (api ??= openApi()),
  };
}

/** @returns when the token expires, if it says so. @throws UserError if it has expired */
function checkToken(token: string, { tokenSecret, tokenEnv = DEFAULT_TOKEN_ENV }: Config): Date | undefined {
  const where = tokenSecret ?? tokenEnv;
  const { state, expires } = inspectToken(token, Date.now());
  if (expires !== undefined && state === "expired") throw tokenExpired(where, expires);
  if (expires !== undefined && state === "ends-soon") console.error(tokenEndsSoon(where, expires, Date.now()));
  return expires;
}
