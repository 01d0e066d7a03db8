import { getStack, RunError, runtime } from "@pulumi/pulumi";
import { UserError } from "../providers/errors";
import { createContext } from "./context";
import { parseSettings, settingsIn } from "./settings/parse";
import { deployPipeline } from "./stack";

/** The pipeline of one environment; every mistake of the stack's file is reported before anything is made. */
export = async () => {
  try {
    const settings = parseSettings(settingsIn(runtime.allConfig()), getStack());
    return deployPipeline(await createContext(settings));
  } catch (error) {
    // Pulumi shows its own kind of mistake without a stack.
    throw error instanceof UserError ? new RunError(error.message) : error;
  }
};
