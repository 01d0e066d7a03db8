import { parseConfig } from "../../providers/engine/config";
import { connect } from "../../providers/engine/connect";
import type { Platform } from "../../providers/lifecycle/platform";

/**
 * The environment of a stack, to read from.
 * @param config as a preview shows it: secure values are blinded, and none is needed here
 */
export function platformOf(config: Readonly<Record<string, string>>): Platform {
  return connect(parseConfig((key) => (config[`amorphic:${key}`] === BLINDED ? undefined : config[`amorphic:${key}`])));
}

const BLINDED = "[secret]";
