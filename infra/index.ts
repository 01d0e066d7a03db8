import { Config, getStack } from "@pulumi/pulumi";
import { createContext } from "./context";
import { deployPipeline } from "./program";
import { parseSettings, settingNames } from "./settings";

/** The pipeline of one environment; every mistake of the stack's file is reported before anything is made. */
export = async () => {
  const config = new Config("pipeline");
  const given = Object.fromEntries(settingNames.map((name) => [name, config.getObject<unknown>(name)]));
  return deployPipeline(await createContext(parseSettings(given, getStack())));
};
