import { parseConfig, type Config } from "../../providers/engine/config";
import { connect } from "../../providers/engine/connect";
import type { Platform } from "../../providers/lifecycle/platform";

type Shown = Readonly<Record<string, string>>;

/** @param config as a preview shows it: secure values are masked, but none is needed here */
export const configOf = (config: Shown): Config =>
  parseConfig((key) => (config[`amorphic:${key}`] === BLINDED ? undefined : config[`amorphic:${key}`]));

/** The Amorphic environment of a stack, to read from. */
export const platformOf = (config: Shown): Platform => connect(configOf(config));

const BLINDED = "[secret]";
