import { readFileSync } from "node:fs";
import { UserError } from "../errors";
import type { Config } from "./config";

/** Where the simulator started by `npm start` writes its endpoint; relative to the project. */
const SIMULATOR_FILE = ".amorphic/simulator.json";

/** How to reach an environment of Amorphic. */
export interface Endpoint {
  readonly url: string;
  readonly roleId: string;
  readonly userId?: string | undefined;
  /** Set for the simulator only; otherwise the token comes from the source in the configuration. */
  readonly token?: string;
}

/** @throws UserError if the simulator is configured but not running */
export function endpointOf(config: Config): Endpoint {
  if (config.apiUrl !== "simulator") {
    return { url: config.apiUrl, roleId: config.roleId ?? "", userId: config.userId };
  }
  try {
    return JSON.parse(readFileSync(SIMULATOR_FILE, "utf8")) as Endpoint;
  } catch {
    throw new UserError(
      `amorphic:apiUrl is simulator, but ${SIMULATOR_FILE} does not exist, so no simulator is running. Start it with \`npm start\`.`,
    );
  }
}
