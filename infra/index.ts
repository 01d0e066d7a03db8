import { getStack, runtime } from "@pulumi/pulumi";
import { createContext } from "./context";
import { deployPipeline } from "./stack";
import { parseSettings, settingsIn } from "./settings";

/** The pipeline of one environment; every mistake of the stack's file is reported before anything is made. */
export = async () => {
  const settings = parseSettings(settingsIn(runtime.allConfig()), getStack());
  return deployPipeline(await createContext(settings));
};
